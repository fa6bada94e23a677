import DOMPurify from 'dompurify'

const links = /^(?:https?:|mailto:|#)/i

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName.toLowerCase() !== 'a') return
  node.setAttribute('rel', 'noopener noreferrer nofollow')
  node.setAttribute('target', '_blank')
})

/** HTML of an answer as nodes that can do nothing: no scripts, styles, forms, frames or pictures. */
export function answerNodes(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true, mathMl: true },
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'img', 'picture', 'video', 'audio', 'source'],
    FORBID_ATTR: ['style', 'id', 'name', 'srcset', 'background'],
    ALLOWED_URI_REGEXP: links,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  })
}

/** A picture of ours as nodes. */
export function plotNodes(svg: string): DocumentFragment {
  return DOMPurify.sanitize(svg, {
    USE_PROFILES: { svg: true },
    FORBID_TAGS: ['style', 'a', 'image', 'use'],
    FORBID_ATTR: ['style', 'href', 'id'],
    ADD_ATTR: ['role'],
    RETURN_DOM_FRAGMENT: true,
  })
}

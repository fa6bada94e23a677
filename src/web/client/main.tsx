import { render } from 'preact'
import './style.css'
import { App } from './frame/app.tsx'
import { followDocument, messageOf } from './state/load-document.ts'
import { indexDocument, type PageIndex } from './state/page-index.ts'

const root = document.getElementById('page')
if (root !== null) {
  let index: PageIndex | null = null
  let trouble: string | null = null
  const draw = () => {
    if (index !== null) render(<App index={index} trouble={trouble} />, root)
    else if (trouble !== null) render(<p class="loading">{trouble}</p>, root)
  }
  root.replaceChildren()
  followDocument(
    (document) => {
      index = indexDocument(document)
      draw()
    },
    (message) => {
      trouble = message
      draw()
    },
  ).catch((error: unknown) => {
    trouble = `The report cannot be shown: ${messageOf(error)}`
    draw()
  })
}

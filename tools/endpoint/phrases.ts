import { drawInteger, drawItem } from './draws.ts'

/** Words of the generated answers: neutral, in no relation to any question. */
const WORDS = `
  above account across adapt afternoon agree almost amber ample answer apple arrange around arrive
  autumn balance basket before begin behind below beside between board border bottle branch bread
  bridge brief bright bring broad build candle careful carry center chair change choose circle clear
  climb close cloth cloud coast collect common compare corner count cover create cross curve daily
  deep describe detail distance divide double draw early earth east edge eight empty enough equal
  evening even every example extend fair famous field figure final find first five flat floor flow
  follow forest form forward four fresh front garden gather gentle given glass grain grand green
  ground group grow half harbor heavy hill hold house hundred island join journey keep kitchen known
  ladder lake large later layer leaf learn letter level light line list little local long low main
  many maple mark market match matter meadow measure middle mile minute morning mountain move narrow
  near north notice number ocean often olive open orange order other outline pair paper part path
  pattern pause pencil perhaps place plain plan plant point portion prepare present quiet quite rain
  raise range reach ready reason regular remain repeat rest return ribbon rise river road room round
  row sample sand scale season second section segment separate series settle seven several shade
  shape share short side silver simple six slow small smooth soft solid some south space spring
  square stable start stay steady step stone store story straight stream street strong summer sun
  surface table take tall tend tenth third thread three through timber together toward town travel
  tree turn under until upper usual valley value vary village walk wall warm water wave west wheel
  while white whole wide wind window winter within wood world write yard year yellow
`
  .trim()
  .split(/\s+/)

/** Sentences of the generated explanations; none names an answer, none holds a bracket. */
const REMARKS = [
  'The reply addresses the main request and stays on the subject.',
  'Its structure is easy to follow from the beginning to the end.',
  'Some details could have been developed with more care.',
  'The wording is plain, and the length suits the request.',
  'An example would have made the central point more concrete.',
  'The facts that are given look consistent with one another.',
  'The constraints of the request are met for the most part.',
  'A few statements are repeated without adding anything new.',
  'The order of the steps is sensible, and no step seems to be missing.',
  'The tone is polite and fits the situation.',
  'The conclusion follows from what is said before it.',
  'Depth and brevity are balanced reasonably well.',
  'One part of the request is only touched on in passing.',
  'The explanation would help a reader who is new to the subject.',
  'There is little that a reader would have to look up elsewhere.',
  'The formatting helps to tell the separate points apart.',
] as const

/** Pseudo-text of exactly `words` words, in sentences and paragraphs. */
export function writeText(random: () => number, words: number): string {
  let text = ''
  let left = words
  while (left > 0) {
    const wanted = drawInteger(random, { min: 6, max: 15 })
    const length = left - wanted < 4 ? left : wanted
    if (text !== '') text += random() < 0.2 ? '\n\n' : ' '
    text += writeSentence(random, length)
    left -= length
  }
  return text
}

/** Two to four different remarks, of one line. */
export function writeExplanation(random: () => number): string {
  const count = drawInteger(random, { min: 2, max: 4 })
  const chosen = new Set<string>()
  while (chosen.size < count) chosen.add(drawItem(random, REMARKS))
  return [...chosen].join(' ')
}

function writeSentence(random: () => number, words: number): string {
  const comma = words > 8 ? drawInteger(random, { min: 3, max: words - 3 }) : 0
  let sentence = ''
  for (let index = 1; index <= words; index += 1) {
    const word = drawItem(random, WORDS)
    sentence += index === 1 ? word.charAt(0).toUpperCase() + word.slice(1) : ` ${word}`
    if (index === comma) sentence += ','
  }
  return `${sentence}.`
}

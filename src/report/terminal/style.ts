import { Chalk } from 'chalk'

/** How parts of a text stand out on a terminal; without colour they stay as they are. */
export type Style = {
  heading: (text: string) => string
  /** What stands around the content: places, figures, notes. */
  aside: (text: string) => string
  good: (text: string) => string
  bad: (text: string) => string
  /** What a parser matched: marked by arrows, and inverse where there is colour. */
  match: (text: string) => string
}

/** @param isColoured true for a terminal whose user wants colours */
export function createStyle(isColoured: boolean): Style {
  const chalk = new Chalk({ level: isColoured ? 1 : 0 })
  return {
    heading: (text) => chalk.bold.cyan(text),
    aside: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    match: (text) => chalk.inverse(`»${text}«`),
  }
}

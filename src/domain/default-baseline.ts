/** FastChat's baseline of pairwise-baseline. */
export const defaultBaseline = 'gpt-3.5-turbo'

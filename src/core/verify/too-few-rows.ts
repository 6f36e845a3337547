import { formatCount } from '../text/units.ts'

/** Said of an id beyond the last row. */
export const tooFewRows = (rows: number): string => `but the tensors have only ${formatCount(rows)} rows`

const inAMessage = /but the tensors have only [\d,]+ rows/

/** A message without how many they are: that donors differ in this is no other fault. */
export const withoutRows = (message: string): string => message.replace(inAMessage, 'rows')

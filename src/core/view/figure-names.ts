/** What the figures of a donor are called wherever they head a column; in run.json they have names of their own. */
export const figureNames = {
  /** cos(τ, D) */
  cosine: 'cosine',
  /** signConflict */
  against: 'against',
  /** changeRemerged, or changeWithout where that is not known */
  without: 'without',
} as const

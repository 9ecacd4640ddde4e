import { type SampleStart, sampleStart } from './escaping';

/** What stands before a line's value. */
export function lineHead(start: SampleStart, labels: string): string {
  return labels === '' ? start.bare : `${start.open}${labels}}`;
}

/** How the lines of a histogram begin. */
export interface HistogramStarts {
  readonly bucket: SampleStart;
  readonly sum: SampleStart;
  readonly count: SampleStart;
}

/** Made once a family. */
export function histogramStarts(name: string): HistogramStarts {
  return {
    bucket: sampleStart(`${name}_bucket`),
    sum: sampleStart(`${name}_sum`),
    count: sampleStart(`${name}_count`),
  };
}

/** A bucket's line up to where the text of its bound stands. */
export function bucketHead({ open }: SampleStart, labels: string): string {
  return labels === '' ? `${open}le="` : `${open}${labels},le="`;
}

import type { Marks } from './marks';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
const LONGEST_LABEL = 64;

/**
 * Masks PEM blocks (RFC 7468), whole, whatever they hold: a certificate names its owner. A private key that is not
 * closed is masked to the end of the text; what only looks like the start of another block is left.
 */
export const pemRule: TextRule = {
  name: 'pem_block',
  needs: Hint.hyphens,
  find(text: string, marks: Marks): void {
    let begin = text.indexOf(BEGIN);
    let end = begin === -1 ? -1 : text.indexOf(END, begin);
    while (begin !== -1) {
      const labelStart = begin + BEGIN.length;
      const label = labelAt(text, labelStart);
      // Looked for once for all blocks before it: looking anew for each would take the square of the text.
      if (end !== -1 && end < labelStart) end = text.indexOf(END, labelStart);
      const blockEnd = label === undefined ? labelStart : endOfBlock(text, label, labelStart, end);
      if (blockEnd > labelStart) marks.add(begin, blockEnd);
      begin = text.indexOf(BEGIN, blockEnd);
    }
  },
};

/** The label of a block, or what there is of a private key's where the text was cut; undefined for no block. */
function labelAt(text: string, from: number): string | undefined {
  const candidate = text.slice(from, from + LONGEST_LABEL);
  const dashes = candidate.indexOf(DASHES);
  const label = dashes === -1 ? candidate : candidate.slice(0, dashes);
  return dashes !== -1 || label.includes('PRIVATE KEY') ? label : undefined;
}

function endOfBlock(text: string, label: string, from: number, end: number): number {
  const dashes = end === -1 ? -1 : text.indexOf(DASHES, end + END.length);
  if (dashes !== -1) return dashes + DASHES.length;
  return label.includes('PRIVATE KEY') ? text.length : from;
}

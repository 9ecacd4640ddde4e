/** Whether a pattern may stand for more than one name. */
export function hasWildcard(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

/**
 * Whether an instrument's name fits a View's pattern, where `*` stands for any characters and `?` for one (OTel metrics
 * SDK, "View"). Names know no case. It takes time in proportion to the lengths multiplied, whatever the pattern.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < given.length) {
    if (wanted[inPattern] === '*') {
      star = inPattern;
      afterStar = at;
      inPattern += 1;
    } else if (wanted[inPattern] === '?' || wanted[inPattern] === given[at]) {
      at += 1;
      inPattern += 1;
    } else if (star >= 0) {
      // The last star takes one character more.
      afterStar += 1;
      at = afterStar;
      inPattern = star + 1;
    } else {
      return false;
    }
  }
  while (wanted[inPattern] === '*') inPattern += 1;
  return inPattern === wanted.length;
}

import type { OfficialConventions } from '../official';
import type { Registry } from '../registry';
import {
  histogramsHaveBuckets,
  histogramsRecorded,
  labelsDistinct,
  prometheusNamesDistinct,
  prometheusNamesTranslate,
} from './metrics';
import {
  constantsDistinct,
  namesFollowRule,
  nothingTwice,
  officialNotRedefined,
  signalsAreOurs,
} from './names';
import {
  attributesUsed,
  errorTypesBounded,
  errorTypesEndWithOther,
  importsMatch,
  officialDescribed,
  referencesResolve,
} from './references';
import { type Problem, policyContext, type Rule } from './rule';
import { annotationsKnown, briefsAreSentences, manifestMatches, signalsComplete } from './texts';

export type { Problem, Rule } from './rule';

/** The project's own policy, beyond the form that weaver's schema checks. */
export const POLICY: readonly Rule[] = [
  referencesResolve,
  importsMatch,
  attributesUsed,
  officialDescribed,
  namesFollowRule,
  signalsAreOurs,
  officialNotRedefined,
  nothingTwice,
  constantsDistinct,
  prometheusNamesTranslate,
  prometheusNamesDistinct,
  labelsDistinct,
  histogramsHaveBuckets,
  histogramsRecorded,
  errorTypesBounded,
  errorTypesEndWithOther,
  annotationsKnown,
  briefsAreSentences,
  signalsComplete,
  manifestMatches,
];

/** Everything in which a registry breaks the policy; empty when it does not. */
export function policyProblems(registry: Registry, official: OfficialConventions): readonly Problem[] {
  const context = policyContext(registry, official);
  return POLICY.flatMap((rule) => rule.check(context));
}

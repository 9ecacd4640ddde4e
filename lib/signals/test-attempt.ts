import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_TEST_ATTEMPT,
  ATTR_TEST_CASE_NAME,
  ATTR_TEST_CASE_RESULT_STATUS,
  ATTR_TEST_STATUS,
  ATTR_TEST_SUITE_NAME,
  EVENT_CARDLINK_TEST_FAILED,
  TEST_CASE_RESULT_STATUS_VALUE_FAIL,
  TEST_CASE_RESULT_STATUS_VALUE_PASS,
  TEST_ERROR_TYPE_VALUE_OTHER,
  TEST_STATUS_VALUE_PASSED,
  type TestErrorType,
  type TestStatus,
} from '../semconv';
import { OTHER } from './bounded';
import { emitEvent } from './events';
import type { Telemetry } from './telemetry';
import { failureText, isRetried } from './test-failure';

/** How an attempt ended. */
export interface AttemptOutcome {
  readonly status: TestStatus;
  /** For what failed or could not be carried out. */
  readonly errorType?: TestErrorType;
  /** What was thrown, if something was. */
  readonly thrown?: unknown;
}

export const PASSED: AttemptOutcome = { status: TEST_STATUS_VALUE_PASSED };

/** What OpenTelemetry's own attribute can say. */
const OFFICIAL_STATUS: { readonly [status in TestStatus]?: string } = {
  passed: TEST_CASE_RESULT_STATUS_VALUE_PASS,
  failed: TEST_CASE_RESULT_STATUS_VALUE_FAIL,
};

/** The longest name of a test on a span, in UTF-16 code units. */
const MAX_NAME = 256;

/** The span of one attempt at a test, and the event of its failure. */
export class TestAttempt {
  readonly context: Context;
  readonly #telemetry: Telemetry;
  readonly #span: Span;
  readonly #attributes: Attributes;

  constructor(telemetry: Telemetry, parent: Context, suite: string, name: string, attempt: number) {
    this.#telemetry = telemetry;
    const testName = typeof name === 'string' ? name.slice(0, MAX_NAME) : OTHER;
    this.#attributes = {
      [ATTR_TEST_SUITE_NAME]: suite,
      [ATTR_TEST_CASE_NAME]: testName,
      [ATTR_TEST_ATTEMPT]: attempt,
    };
    const options = { kind: SpanKind.INTERNAL, attributes: this.#attributes };
    this.#span = telemetry.tracer.startSpan(`test.${testName}`, options, parent);
    this.context = trace.setSpan(parent, this.#span);
  }

  end(outcome: AttemptOutcome): void {
    const official = OFFICIAL_STATUS[outcome.status];
    this.#span.setAttribute(ATTR_TEST_STATUS, outcome.status);
    if (official !== undefined) this.#span.setAttribute(ATTR_TEST_CASE_RESULT_STATUS, official);
    if (isRetried(outcome.status)) this.#failed(outcome);
    this.#span.end();
  }

  #failed({ status, errorType = TEST_ERROR_TYPE_VALUE_OTHER, thrown }: AttemptOutcome): void {
    const text = thrown === undefined ? '' : failureText(thrown);
    this.#span.setAttribute(ATTR_ERROR_TYPE, errorType);
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message: text || errorType });
    const attributes = {
      ...this.#attributes,
      [ATTR_TEST_STATUS]: status,
      [ATTR_ERROR_TYPE]: errorType,
      ...(text !== '' && { [ATTR_EXCEPTION_MESSAGE]: text }),
    };
    emitEvent(this.#telemetry, EVENT_CARDLINK_TEST_FAILED, attributes, this.context);
  }
}

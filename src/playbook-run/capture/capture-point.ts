/** Where values are captured: after the login, or after a step that is done, with what it returned. */
export interface CapturePoint {
  /** 0: after the login. */
  readonly step: number;
  readonly output?: string | undefined;
  readonly acceptedStatuses?: readonly number[];
}

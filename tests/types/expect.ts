/** True if the two types are the same: `any` is the same as nothing but `any`. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `expectType<string>()(value)` compiles only if the value's type is exactly that. */
export const expectType =
  <Expected>() =>
  <Actual>(
    _value: Actual,
    ..._same: Same<Actual, Expected> extends true ? [] : [never]
  ): void => {};

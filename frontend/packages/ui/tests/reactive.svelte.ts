/** Props that a test may change after a part is shown, as a page does. */
export function reactive<Props extends object>(props: Props): Props {
  const state = $state(props);
  return state;
}

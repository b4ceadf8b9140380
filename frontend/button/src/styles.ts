/** The look of the button. Its colours do not come from the host page, so that their contrast is ours to keep. */
export const STYLES = `
:host{all:initial;display:inline-block;color-scheme:light dark}
:host([hidden]){display:none}
:host([position=left]),:host([position=right]){position:fixed;inset-block-end:max(1rem,env(safe-area-inset-bottom));z-index:2147483000}
:host([position=left]){left:max(1rem,env(safe-area-inset-left))}
:host([position=right]){right:max(1rem,env(safe-area-inset-right))}
a{position:relative;box-sizing:border-box;display:inline-flex;align-items:center;gap:.55rem;min-width:48px;min-height:48px;max-width:20rem;padding:.6rem 1.1rem;border:2px solid #fff;border-radius:12px;background:#0b5f68;color:#fff;box-shadow:0 2px 10px rgb(27 35 51/.25);font:600 1.0625rem/1.25 system-ui,-apple-system,"Segoe UI",sans-serif;text-decoration:none;cursor:pointer}
a:hover{background:#084a52}
a:focus-visible{outline:3px solid #ffd23f;outline-offset:0;box-shadow:0 0 0 6px #1b2333}
svg{flex:none;stroke-linecap:round;stroke-linejoin:round}
span{overflow-wrap:anywhere}
small{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:host([theme=dark]) a{border-color:#10151e;background:#62cdc6;color:#06201f}
:host([theme=dark]) a:hover{background:#86ddd7}
@media (prefers-color-scheme:dark){
:host(:not([theme=light])) a{border-color:#10151e;background:#62cdc6;color:#06201f}
:host(:not([theme=light])) a:hover{background:#86ddd7}
}
@media (forced-colors:active){a{border-color:LinkText}}
@media print{:host([position=left]),:host([position=right]){display:none}}
`;

let sheet: CSSStyleSheet | undefined;

/**
 * Gives `root` the look. A made style sheet is no inline style, so a policy of the page without `unsafe-inline` lets it through. A
 * browser too old to make one (Safari before 16.4) shows a plain link, which does the same.
 */
export function style(root: ShadowRoot): void {
  if (!('adoptedStyleSheets' in root)) return;
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  root.adoptedStyleSheets = [sheet];
}

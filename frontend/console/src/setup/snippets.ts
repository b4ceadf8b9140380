export type Platform = 'moodle' | 'canvas' | 'google' | 'microsoft' | 'other';

export const PLATFORMS: readonly { id: Platform; name: string; steps: readonly string[] }[] = [
  {
    id: 'moodle',
    name: 'Moodle',
    steps: [
      'Site administration, Appearance, Additional HTML: paste the script into “Within HEAD”.',
      'Add a Text (HTML) block to the front page or the dashboard, switch its editor to the source view, and paste the button.',
      'If your Moodle takes scripts out, paste the plain link instead: it opens the same page.',
    ],
  },
  {
    id: 'canvas',
    name: 'Canvas',
    steps: [
      'Admin, Themes: upload the script as part of the theme’s JavaScript, or use the plain link.',
      'On a page, open the HTML editor and paste the plain link or the picture link. Canvas takes scripts out of pages.',
      'Admin, Settings, Navigation: a link in the global navigation keeps it one press away everywhere.',
    ],
  },
  {
    id: 'google',
    name: 'Google Sites and Classroom',
    steps: [
      'Google Sites: Insert, Embed, “Embed code” draws the button in a frame of Google’s. Better is Insert, Button, with the address below.',
      'Classroom: Classwork, Create, Material, Link: paste the address, and pin it to the top with a topic of its own.',
    ],
  },
  {
    id: 'microsoft',
    name: 'Teams and SharePoint',
    steps: [
      'SharePoint: edit the page, add a “Button” or “Quick links” web part, and paste the address.',
      'Teams: in the channel, add a tab, “Website”, and paste the address. It opens in the browser: Hark is never drawn inside another page.',
    ],
  },
  {
    id: 'other',
    name: 'Any other page',
    steps: ['Where scripts are allowed, use the script and the button. Anywhere else use the plain link, or the picture link.'],
  },
];

const OPENING = 'target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer"';

/** The address of the pupils' page. It carries nothing about who follows it. */
export const pupilAddress = (origin: string, slug: string): string => `${origin}/s/${slug}`;

export interface Snippet {
  readonly name: string;
  readonly text: string;
}

export function snippets(origin: string, slug: string): readonly Snippet[] {
  const address = pupilAddress(origin, slug);
  return [
    { name: 'The script, once for each page or site', text: `<script src="${origin}/button.js" defer></script>` },
    { name: 'The button', text: `<hark-button school="${slug}">\n  <a href="${address}" ${OPENING}>Report a problem</a>\n</hark-button>` },
    { name: 'The plain link', text: `<a href="${address}" ${OPENING}>Report a problem</a>` },
    { name: 'The picture link', text: `<a href="${address}" ${OPENING}>\n  <img src="${origin}/button.svg" alt="Report a problem" width="220" height="48">\n</a>` },
    { name: 'The address', text: address },
  ];
}

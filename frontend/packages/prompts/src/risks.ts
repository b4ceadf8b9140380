import { words } from './pattern.ts';
import type { Rule, Side } from './rules.ts';

const BOTH: readonly Side[] = ['mentor', 'pupil'];
const SELF = '(?:my ?self|him ?self|her ?self|them ?selves|your ?self|urself|ourselves)';

export const RISKS: readonly Rule[] = [
  {
    id: 'suicide',
    category: 'suicide',
    sides: BOTH,
    why: 'This may be about wanting to die.',
    patterns: [
      words('(?:want|wanna|wants|ready) ?(?:to )?die', '(?:im|i am) (?:going to|gonna) die(?! (?:of|laughing))', 'wish i (?:was|were) (?:dead|never born)', 'rather be dead', 'kill(?:ing|ed)? ' + SELF, 'kms', 'kys', 'kill urself', 'suicid\\w*', 'sewer ?slide', 'un ?alive\\w*', 'ctb'),
      words('(?:dont|do not|dnt) (?:want|wanna) (?:to )?(?:be (?:here|alive)(?! (?:in|on|for|at|today))|live|exist|wake up)', 'not wake up', '(?:hope i )?dont wake up', 'end (?:it all|my life|things)', '(?:going|gonna|want) (?:to )?end it(?! with)', 'better off (?:without me|dead|if i)', '(?:nobody|no one) (?:would|will|ud) miss me', 'miss me if i was gone'),
      words('what(?:s| is) the point(?! of (?:this|the|that|my|homework|school|maths|learning))', 'no (?:reason|point) (?:to|in) (?:live|living|going on|being)', 'cant go on(?! (?:the|a|my|holiday))', 'cant (?:do|take) this any ?more', '(?:dont|cant) see a future', 'want it (?:all )?to (?:stop|end|be over)', 'wont be here tomorrow', '(?:have|got) a plan for tonight', 'my last message', 'goodbye every(?:one|body)'),
      words('over ?dos\\w+', 'od(?:ed|ing)', '(?:take|took|taken|taking) (?:loads of|all (?:the|my|of)|too many|a load of|lots of|so many) (?:the |my )?(?:tablets|pills|meds|paracetamol)', 'hang(?:ing)? ' + SELF, 'jump(?:ing)? (?:off|in front)(?: of)? (?:the|a) (?:bridge|roof|building|train|car park)', 'noose'),
    ],
  },
  {
    id: 'self-harm',
    category: 'self_harm',
    sides: BOTH,
    why: 'This may be about hurting themselves.',
    patterns: [
      words('self ?-? ?harm\\w*', 'cut(?:ting|s)? (?:my|her|him|them|your) ?sel(?:f|ves)', 'cut(?:ting)? (?:my|her|his) (?:arms?|wrists?|legs?|thighs?|skin)', 'cuts on (?:my|her|his)', '(?:started|been|stopped|keep) cutting(?! (?:out|the|paper|class|in))', 'clean from cutting', 'i sh(?= |$)', 'hurt(?:ing|s)? ' + SELF + '(?! (?:in|at|playing|by accident))', 'burn(?:ing|s)? ' + SELF, 'i burn myself'),
      words('(?:hit|bang)(?:ting|ing)? my head on', 'until (?:i|they|it) bleeds?', 'relapsed', 'use a razor', '(?:blade|razor) out of', 'sharpener blades?', 'pull my (?:hair|eyelashes) out', 'carv\\w+ (?:words|\\w+) into my', 'styro', '(?:hide|cover) my (?:scars|cuts|arms)', 'snapping a band', 'barcodes'),
    ],
  },
  {
    id: 'abuse',
    category: 'abuse',
    sides: BOTH,
    why: 'This may be about somebody being hurt or not cared for.',
    patterns: [
      words('(?:he|she|they|dad|mum|step ?dad|step ?mum|uncle|brother|carer|someone|somebody|teacher|coach|grandad|parents) (?:keeps? |always )?(?:hits?|hitting|punch(?:es|ed|ing)?|kicks?|slaps?|beats?|hurts?|burns?|chok(?:es|ed)|strangl\\w+|throws? things at|whips?) (?:me|mum|my mum|us|her|my brother|my sister)(?! (?:feelings|in (?:class|pe)))', 'beats me up', '(?:hit|beat) me with', '(?:bruises?|marks) from (?:my )?(?:dad|mum|step\\w*|carer)'),
      words('touch(?:es|ed|ing) (?:me|her|him|us)(?! (?:heart|with the card))', 'touch(?:ed)? me (?:there|down|up)', 'made me touch', 'grab(?:s|bed) (?:me|my) (?:down there|bum|boobs|chest|private)', 'down there', 'raped?', 'rap(?:ist|ing)', 'molest\\w*', 'sexual(?:ly)? (?:assault|abuse|harass)\\w*', 'force[sd]? me(?! to go to school)', '(?:comes|came) (?:in)?to my (?:room|bed) at night', 'makes me do things'),
      words('(?:scared|afraid|frightened) (?:to go|of going|at) home', 'scared of my (?:dad|mum|step ?dad|uncle|brother|parents|carer)', '(?:dont|do not) feel safe (?:at home|with)', 'locks? me in(?! the (?:game|toilet))', '(?:dont|doesnt|wont) feed me', 'no food (?:at home|in the house)', '(?:always|gets?) (?:drunk|high)', '(?:nobody|no one) looks after me', 'left (?:alone )?for days'),
      words('get(?:ting)? married(?= abroad|$)', 'sending me abroad', '(?:want|wants|make|making|force) me to marry', 'marry my cousin', 'fgm', 'cut me down there', 'honou?r (?:killing|based)'),
    ],
  },
  {
    id: 'grooming',
    category: 'grooming',
    sides: BOTH,
    why: 'This may be about an older person or a stranger getting close.',
    patterns: [
      words('(?:boyfriend|girlfriend|bf|gf|partner) is (?:1[89]|[2-9]\\d)', '(?:he|she) is (?:1[89]|[2-9]\\d)', 'hes (?:1[89]|[2-9]\\d)', 'shes (?:1[89]|[2-9]\\d)', 'older (?:man|guy|woman|person|boyfriend|girlfriend)', '(?:hes|shes) older', 'older than (?:me|he says|she says) and (?:buys|gives|says)', 'mature for my age', 'says im (?:mature|special)', 'think hes older'),
      words('met (?:him|her|someone|somebody|a (?:man|guy|boy|girl)|them) (?:online|on (?:a )?(?:game|snap\\w*|insta\\w*|roblox|discord|fortnite|tiktok|omegle))', '(?:adult|man|guy|woman|stranger) (?:i met )?(?:online|messag\\w+|keeps)', 'never met (?:him|her|them)', '(?:a |some )?(?:stranger|older man|man|random) (?:online )?(?:keeps )?messag\\w+ me', 'someone i dont know wants'),
      words('(?:says|said|told me|saying) (?:dont|not to|dont ever|i cant) tell', 'our (?:little )?secret', 'special relationship', '(?:wants|asks|asked|asking|keeps asking)(?: me)? (?:for|to send) (?:him |her )?(?:pics?|pictures|photos|selfies|one)', 'if im alone', 'what im wearing', '(?:turn|put) my camera on', 'video call in my (?:bedroom|room)', '(?:wants|asked) me to stay at his', 'wouldnt send one'),
      words('(?:he|she|they) (?:buys|bought|gives|gave|gets) me (?:stuff|a phone|money|vapes|presents|things|robux|vbucks|drugs|alcohol|drinks|free)', 'picks me up in (?:his|her|a) car'),
    ],
  },
  {
    id: 'images',
    category: 'images',
    sides: BOTH,
    why: 'This may be about a nude picture, or about being filmed or threatened with one.',
    patterns: [
      words('nudes?(?! colou?r| tights| lip)', 'naked', 'topless', '(?:dick|private) pics?', '(?:pics?|pictures?|photos?|video) (?:of me )?(?:without clothes|getting changed|undressed)', 'private parts', 'cyber ?flash\\w*', 'up ?skirt\\w*', 'deep ?fakes?', 'feet pics?', 'sext\\w*', 'revenge porn', 'porn'),
      words('(?:leak(?:ed|s|ing)?) (?:my|me|everywhere|her|his)', 'my leaks', '(?:post|share|send|leak) (?:it|them|my pics|the pic|the video) (?:if|unless|to (?:everyone|all|my (?:friends|mum|family|school)))', 'send it to (?:all my|everyone)', 'black ?mail\\w*', 'send one or', '(?:sent|send) a pic and', '(?:filmed|recorded|took a (?:pic|video) of|videoed) (?:me|us)(?! (?:playing|scoring|dancing in assembly))', 'has a (?:video|picture|pic) of me'),
      /[🍆🍑💦]/u,
    ],
  },
  {
    id: 'weapons',
    category: 'weapons',
    sides: BOTH,
    why: 'This may be about a weapon, or about serious violence.',
    patterns: [
      words('(?:has|have|had|got|carry|carries|carrying|bring|brings|bringing|brought|need|with|showed me|pulled)(?: out)? (?:a |an |the |his |her |their )?(?:zombie )?(?:knife|knives|blades?|gun|machete|shank|strap|weapons?|axe|hammer|sword)(?! (?:and fork|fight|from))', '(?:zombie knife|machete|knuckle ?dusters?|shank(?:ed|s|ing)?|shiv)', 'knife in', 'gun in', 'theyve got blades', 'hes got a strap'),
      words('(?:get|got|gets|getting|gonna get|be|been) stabbed(?! in the back)', 'stab (?:me|him|her|them|someone|us)', '(?:stab|stabbed) (?:my|a) (?:friend|boy|kid)', 'tooled up', 'acid attack', 'shoot up', '(?:jump|jumping|jumped) me', '(?:beat|batter|bang) me (?:up|out)', 'threaten\\w* (?:me|him|her|us) with', 'with weapons', 'bringing a weapon'),
      words('(?:going to|gonna|want to|wanna|will|ill) (?:kill|hurt|stab|shoot) (?:him|her|them|them all|every(?:one|body)|you)', '(?:said|says) (?:he|she|they)(?:ll| will| would| is going to| are going to)? kill me', 'hurt them all', 'school shoot\\w*'),
      /[🔪🗡🔫]/u,
    ],
  },
  {
    id: 'running',
    category: 'running',
    sides: BOTH,
    why: 'This may be about leaving home or having nowhere safe to sleep.',
    patterns: [
      words('(?:want to|wanna|going to|gonna|have|ive|has|im going to) run ?away', 'running ?away(?! from (?:the|a) )', 'run ?away from home', 'ran ?away(?! from (?:the|a|me|him|her))', 'ran off from', '(?:leaving|left) home(?! (?:at|early|late|to|for|without))', 'runaway', 'not going home tonight', 'never come back', 'not coming back', 'packed my bag and'),
      words('nowhere to (?:sleep|go|stay|live)', 'slept (?:at|in|on) (?:the|a) (?:bus|train|station|park|street|car|stairwell|bench)', 'sleeping rough', 'sofa surf\\w*', '(?:kicked|threw|thrown|chucked) (?:me )?out(?! of (?:the|a|class|my|lesson|school))', 'wont let me (?:back )?in(?:to)?(?: the house)?', 'im homeless', 'we are homeless', 'living in a car', 'hiding at (?:my|his|her)', '(?:stay|stayed|staying) out (?:all|late|at)', 'walked out last night', '(?:nobody|no one) knows where (?:i am|im|she is|he is)', 'want to disappear', '(?:shes|hes|gone|went) missing'),
    ],
  },
  {
    id: 'eating',
    category: 'eating',
    sides: BOTH,
    why: 'This may be about not eating, or about being sick on purpose.',
    patterns: [
      words('havent eaten (?:in|for|since)', '(?:dont|never) eat (?:any ?more|lunch|anything|at all|now)', '(?:stopped|stop) eating(?! (?:meat|nuts|sweets))', 'never eats', 'starv\\w+ ' + SELF, '(?:make|made|making) (?:my ?self|her ?self) (?:be )?(?:sick|throw up|puke)', 'purg(?:e|es|ing|ed)', 'binge', 'fingers down (?:my|her) throat', 'chew and spit', 'laxatives', 'anorexi\\w+', 'bulimi\\w+', 'eating disorder'),
      words('pro ?ana', 'ana tips', 'thinspo', 'meanspo', 'weigh my ?self (?:\\w+ )?times', 'counting (?:every )?calor\\w+', 'only eat \\d+', '(?:skip|skipping) (?:meals|lunch|dinner|breakfast)', 'wont eat(?! (?:meat|nuts|pork|fish))', 'fast for days', 'hate my body', 'exercise until', 'periods? stopped', 'getting so thin'),
    ],
  },
  {
    id: 'exploitation',
    category: 'exploitation',
    sides: BOTH,
    why: 'This may be about being made to work for others, with drugs, money or sex.',
    patterns: [
      words('(?:carry|carrying|run|running|sell|selling|hold|holding|move|moving|deliver\\w*|buying|buy|deal|dealing) (?:drugs?|weed|food for|packages?|packs|coke|ket|crack|pills)', 'sell for (?:him|her|them)', 'if i dont sell', 'county lines?', 'going (?:country(?! ?side)|cunch|oc|ot)', 'trap ?house', 'trapping', 'drug debts?', 'owe (?:them|him|her|money)(?! a pound)', 'shott(?:ing|er|ers)', 'plugging', 'dealer at', 'free weed'),
      words('hold a package', 'keep something for (?:them|him)', '(?:makes?|making|made|forc(?:es|ed|ing)|told) me (?:to )?(?:shoplift|steal|rob|sell|carry drugs|hold)', '(?:in|join|leave|joined|joining) (?:a|the) gang', 'gang wants', 'second phone', 'burner(?: phone)?', 'open a bank account(?! with)', 'money mules?', 'use my (?:bank )?account', 'sells? me to', 'with his friends for money', 'things with his friends', 'hurt my family'),
    ],
  },
];

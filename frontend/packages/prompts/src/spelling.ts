/**
 * One spelling for the many that pupils use: text speak, dropped letters, dialect, and common slips. Rules are written for the first
 * word of a line alone. Words that only colour a sentence (“just”, “really”) are left out, so that no rule has to make room for them.
 */
const SPELLINGS = `you u ya yu ye yous youse
your ur yr yer
are r
going~to gonna gunna gon gonnae gnna gna finna
want~to wanna wana wnna wannae
got~to gotta
trying~to tryna tryina
im~going~to ima imma
im iam
ive iv
because cos coz cuz bc bcos becos becuz cause
tomorrow tmrw tmrow tmr tomoz tomorow 2moro 2morrow 2mrw tomorra
tonight 2nite tonite 2night 2nyt
someone sum1 some1 sumone somebody smone
anyone ne1 any1 anybody anyones nebody
everyone every1 evry1 evryone everybody
nobody noone no1 nobdy nobodys
anything owt anyfing anythin nething
nothing nowt nuffin nuthin nothin nuffing
something summat sumthing somethin sumthin suttin sumfin
any~more anymore nemore anymor
please pls plz pleez pleas
what wot wat wut
whats wots wats wuts
where wer whr
with wiv wit w wi wif
them dem
they dey
the da tha teh
that dat
this dis
my ma mi
mum mam mom mummy mumma mama mammy maw mother
dad papa pops father
boyfriend bf boyf boifriend
girlfriend gf girlf
friend mate pal bestie m8 bff frend
friends mates pals besties m8s frends
dont dnt dinnae dinny dinna donot dount
doesnt dosent dosnt doesny
didnt didny didnae dint
isnt isny isnae aint
cant cannae canny cnt cannot cany
wouldnt wouldnae wudnt
wont willnae
cant~be~bothered cba
dont~know dunno idk
have av hav
about bout abt
again agen
before b4
and n
myself myslf meself maself mysel masel
himself himsel hisself
herself hersel
themself themselfs
yourself urself yaself yerself yersel
suicide sicide suicde sucide suiside suacide sewercide suiscide sucicide
suicidal suicidle sucidal suisidal
kill kil kll
naked nakid nekkid nakd
pics pix piks picz
police feds polis cops
knife nife
nudes nudez newds nuds nudies ndes
school skool skl
house hoose gaff gaf
home hame
out oot
off aff
down doon
head heid
message msg mssg
messages msgs
messaging msging messagin
address addy adress addres
number numba nmbr
year yr
years yrs
old auld owd
people ppl peeps
should shud shd
could cud
would wud wld
know kno
without w/o wthout
until till til untill
little lil
text txt
snap sc 👻
porn prn
rape rpe
self slf
harm hrm
money p's ps
wrist wrst rist
eating eatin
hungry hungy
`;

const FILLERS = `just really rly rlly actually literally honestly lowkey highkey proper kinda sorta basically tbh ngl lol lmao fr innit bruv
even still already always totally completely seriously very quite absolutely bloody fucking fuckin fkn effing deffo defo definitely definately
maybe probably prolly probs perhaps sometimes so haha omg xx btw pure`;

const ONE_SPELLING = new Map(
  SPELLINGS.trim().split('\n').flatMap((line) => {
    const [first = '', ...others] = line.split(' ');
    return others.map((other): [string, string] => [other, first.replaceAll('~', ' ')]);
  }),
);
for (const filler of FILLERS.split(/\s/)) ONE_SPELLING.set(filler, '');

/** Two words that are also written as one, and forms that only their neighbours give away. In order. */
const TOGETHER: readonly (readonly [RegExp, string])[] = [
  [/(?<![^ ])(do|does|did|is|was|are|were|would|could|should|have|has|had) not(?![^ ])/g, '$1nt'],
  [/(?<![^ ])can not(?![^ ])/g, 'cant'],
  [/(?<![^ ])will not(?![^ ])/g, 'wont'],
  [/(?<![^ ])(?:i am|am(?= (?:going|not|done|scared|running|leaving)(?![^ ])))(?![^ ])/g, 'im'],
  [/(?<![^ ])(he|she|it|that|what|who|there|where) is(?![^ ])/g, '$1s'],
  [/(?<![^ ])(they|you) are(?![^ ])/g, '$1re'],
  [/(?<![^ ])(?:there|their)(?= going to(?![^ ]))/g, 'theyre'],
  [/(?<![^ ])(i|you|he|she|they|we) will(?![^ ])/g, '$1ll'],
  [/(?<![^ ])(want|wants|wanted|going|need|have|got|how|where|try|trying|ready) 2(?![^ ])/g, '$1 to'],
  [/(?<![^ ])me (?=(?:step ?)?(?:dad|mum|brother|sister|uncle|nan|gran|grandad|arms?|legs?|wrists?|head|friends?|house|phone|stuff)(?![^ ]))/g, 'my '],
  [/(?<![^ ])infront(?![^ ])/g, 'in front'],
  [/(?<![^ ])(my|him|her|your|them) sel(f|ves)(?![^ ])/g, '$1sel$2'],
  [/(?<![^ ])(step|foster)(?=(?:dad|mum|brother|sister)s?(?![^ ]))/g, '$1 '],
];

/** “cuttin”, “thinkin”: a dropped g. */
const DROPPED_G = /^([a-z]+(?:([b-df-hj-np-tv-z])\2|[gty]o|do|[nlae]k|[aei]v|nd|ld|ll|ch|ng|ry|[aet]y|ss|rn|nt|at|lt))in$/;

/** The words of a message, each in one spelling and without what only colours them. */
export function respelled(text: string): string {
  const each = text.split(' ').map((word) => ONE_SPELLING.get(word) ?? word.replace(DROPPED_G, '$1ing'));
  const joined = each.filter((word) => word !== '').join(' ');
  return TOGETHER.reduce((said, [pattern, one]) => said.replace(pattern, one), joined);
}

const PAST = `say said|tell told|send sent|sell sold|give gave given|take took taken|get got gotten|eat ate eaten|make made|buy bought|bring brought
hold held|keep kept|leave left|meet met|run ran|sleep slept|steal stole stolen|think thought|throw threw thrown|write wrote written|pay paid
hide hid hidden|beat beaten|bite bit bitten|break broke broken|burn burnt|come came|do did done doing does|dig dug|feel felt|find found|hang hung
know knew known|lose lost|see saw seen|speak spoke|stand stood|wake woke|wear wore worn|go went gone going goes|die dying|have had has having|be been being|rip ripped|bleed bled bleeding
stick stuck|choke chokes|swear swore|starve starving|lie lying|fall fell fallen|drive drove|forget forgot`;

/** Verbs whose last e is lost before -ing. */
const LOSE_E = new Set('make take give have live leave hide bite use hate hope like love move come drive smoke vape arrange write share save die choke force starve slice carve bruise purge binge owe scare serve blackmail strangle disappear change lose shove bribe overdose name promise snooze rape phone close erase delete message relapse pose pressure tease trade wave game store shave arrive escape continue stroke grope dance ride organise poke juke'.split(' '));

const STEMS = new Map(
  PAST.split(/[|\n]/).flatMap((forms) => {
    const [first = '', ...others] = forms.split(' ');
    return others.map((other): [string, string] => [other, first]);
  }),
);

/** A word without its ending: hits, hitting and hit are one word, and so are sells, selling and sold. */
export function stem(word: string): string {
  const known = STEMS.get(word);
  if (known !== undefined) return known;
  const [, base, ending] = /^([a-z]{3,}?)(ing|ed|ies|ied|(?<=ch|sh|ss|x)es|(?<![sui])s)$/.exec(word) ?? [];
  if (base === undefined || ending === undefined) return word;
  if (ending.startsWith('i') && ending !== 'ing') return `${base}y`;
  if (ending === 's' || ending === 'es') return base;
  return LOSE_E.has(`${base}e`) ? `${base}e` : base.replace(/([b-df-hj-kmnpqrtvw])\1$/, '$1');
}

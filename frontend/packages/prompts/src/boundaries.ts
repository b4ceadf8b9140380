import { phrases } from './phrase.ts';
import type { Rule, Side } from './rules.ts';

const BOTH: readonly Side[] = ['mentor', 'pupil'];
const MENTOR: readonly Side[] = ['mentor'];

export const BOUNDARIES: readonly Rule[] = [
  {
    id: 'contact-number',
    category: 'contact',
    sides: BOTH,
    why: 'This looks like a phone number.',
    // A mobile, also begun, or a landline. Free helplines (0800, 0808, 116) are help, and no way to reach each other.
    listens: { among: 'numbers', patterns: [/^(?:0|\+?44)7\d{4,}/, /^(?:0|\+?44)[12]\d{8,9}$/, /^7\d{9}$/] },
  },
  {
    id: 'contact-asked',
    category: 'contact',
    sides: BOTH,
    why: 'This looks like swapping numbers or accounts.',
    listens: { for: phrases(`
      (what|got|do you (have|use)|on|can i (have|get|take)|give|gis|drop|share|swap|have|add|need) (me |us |you |each other )*(your|a|my|ur|the|number)? {account}$
      (give|gis|drop|share|swap|exchange|have|can i have|can i get|take|save|here|what|what is|send|need|got) (you |me |us )?(your|my) {account}(?! (is|keep|be|got|off|from me))
      (what|what is|give me|give us) (your )?(user|handle|number|digit|(gamer tag|gamertag)|social|email|@|at)(?! (the|this|it|score|game|wrong))
      my {account} (is|its|name|\\d{5,})(?! (up|broke|dead|off|hack|block|full))
      my ((gamer tag|gamertag)|handle|(user name|username)|social|digit|insta name|friend code)(?! be hack)
      (can|could|just|you|please|let|and|then|or|^|ill) (can )?(add|follow|friend|message|dm|pm|text|ring|call|phone|whatsapp|email|facetime|contact|reach|find) (me|us)(?! (names?|fat|ugly|back|a|stupid|gay|thick|out|over|in))
      (add|follow|friend|message|dm|pm|text|ring|call|phone|whatsapp|snap|email|look|search|find) (me|us) (up )?(on|at|@|later|tonight|instead|when|whenever|outside|please|(any time|anytime)|after)
      hmu|hit me up|(dm|snap|add|friend|pop|drop) me( a text)?$|ill (dm|add|follow|text|ring|message|call|friend|snap|email) (you|back)
      {lets} .. (call|facetime|vc|video call|swap number|carry on|talk|chat|move|keep) .. (somewhere|elsewhere|off here|private*|another app|instead|{app})
      (carry on|continue|move|switch|talk|chat) (\\w+ )?(over |on |to |in |via )*({app}|private|elsewhere|somewhere else|another app)
      {lets} (you )?(facetime|vc|(video call|videocall))
      (friend|follow) request|join (server|call|lobby|group chat)|(invite|server) (link|code)|(scan|qr) code|slide (in|into) .. (dm|message)|(my|your) dm
      (other|another|different) (way|app) (we|i|you|talk|contact|reach|chat)|(get hold|reach|contact|in touch|keep in touch|get in touch) (of |with )?(you|me|each other) (\\w+ )?(outside|after|out|on|by|at|away|later)|(keep|stay) in touch
      (numbers?|swap (number|snap|insta))$
    `) },
  },
  {
    id: 'contact-account',
    category: 'contact',
    sides: BOTH,
    why: 'This names an app or account to meet on.',
    listens: { for: phrases(`
      (my|your|mine|what|what your) {app}( (is|its)|$)
      (do|have|got|you|use|are you) (you |have |on )*{app}$|(do you|you|you got) (have )?{app}(?! (group|account hack|and feel))
      (im|find me|mine|hmu|talk|chat|come|message me|add me|follow me) on {app}|on {app} (im|as|its|my|under|search|instead)
      {app} (me|mine|is mine)|{app} is \\S*\\d\\S*|(use|ive got|i got) (telegram|kik|signal|wizz|whatsapp)
      (send|give) you my {app}|add my (alt|account|snap|main|spam)|find me on|talk on \\w+ instead
    `) },
  },
  {
    id: 'contact-address',
    category: 'contact',
    sides: BOTH,
    why: 'This looks like an address.',
    listens: { for: phrases(`
        \\d{1,4} ([a-z]+ ){1,3}(road|street|avenue|lane|close|drive|crescent|terrace|way|gardens|grove)
        [a-z]{1,2}\\d[a-z\\d]? \\d[a-z]{2}|[a-z]{1,2}\\d[a-z\\d]?\\d[a-z]{2}|my ((post code|postcode)|address)
        \\w+ (at|@) \\w+ dot \\w+|\\w+ (at|@) (gmail|hotmail|outlook|icloud|yahoo)|\\w+ underscore \\w+
      `) },
  },
  {
    id: 'contact-signs',
    category: 'contact',
    sides: BOTH,
    why: 'This looks like an address or an account.',
    listens: { among: 'signs', patterns: [/(?:^|\s)@[a-z0-9._]{3,}/, /[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2,}/, /(?<!\S)[a-z][a-z.]{1,30}#\d{3,5}(?!\S)/, /(?<!\S)[a-z]{2,20}[a-z.]{0,10}_[a-z0-9_.]{1,30}(?!\S)/] },
  },
  {
    id: 'meeting',
    category: 'meeting',
    sides: BOTH,
    why: 'This looks like a plan to meet.',
    listens: { for: phrases(`
      meet up|link up|meet (me|him|her|you|them)(?! talk)|(can|could|should|lets|want|shall|wants? me|asked? me|like|love) (we |you |i |us )*(meet|link)(?! (a|in french|paragraph))|we meet|irl|real life|in person|face to face|f2f|face 2 face|^link me
      (?<!(nobody|they|dont|not|never) ){lets} (we |you |me |us )*((hang out|hangout)|chill|go|come|walk|sit|hang|meet|bus it|grab) .. (together|me|{when}|{place}|cinema|after)(?! (your|with friend))
      (lets|we should|we could|fancy|shall we|(?<!(nobody|they) )want) (go )?((hang out|hangout)|hang|chill|link|cinema|bowling|town|kickabout)
      (?<!(never|he|she|they|dad|mum) )come (find|say|see|sit|over|round|to|chill|down)* (with )?(me|hi|you|mine|yours|{place})
      (go|come|invite|sneak) (to |over |you )*(mine|yours|my (house|place|flat|room))
      (find|look|see|catch|spot) (for )?(me|you) (at|by|in|near|outside|after|behind) (the )?(break|lunch|{place})
      (ill|i can|i could) (be )?(wait|come and find|find|come|pick|walk|meet|sit|bring|take|get|drive) (to |and |for |find |up |over )*(you|up|over|there)|shall i (come|wait|find|meet)|pick you up|let me (pick|walk|take|drive) you
      ill be (\\w+ ){0,3}(wait|outside|{place}|wear)|be there (at|by|for)? \\d
      where (do|will|are|be) you (\\w+ )?(sit|hang|stand|eat lunch|wait|chill|(hang out|hangout))|(which|what) (bus|train|way|gate|time|stop) (do|be|are|will) you
      walk home (with|together)|(home|school|town|sit|go|lunch|talk) together|just us|us two|two of us|only us
      (are you|you|im|you be) (free|about|around|out|allowed out|busy) .. ({when})
      (want|ask|tell|invite) (me|us) (go|come|meet|visit) .. (alone|tonight|park|house|his|him|place|flat|station|own|hotel)
      (youll|how will i|how will you|ill|so i|so you|to) (know|recognise|spot) (is |its |who )?(you|me)$|see you (at|in|by|outside|there|tomorrow|saturday)|see what you look like|be alone together
    `) },
  },
  {
    id: 'secrecy-promised',
    category: 'secrecy',
    sides: MENTOR,
    why: 'This promises to keep something secret.',
    listens: { for: phrases(`
      i (swear|promise)(?! (at|like))|pinky (promise|swear)|swear on|cross heart|(lip|mouth) (are |be )?seal*|secret (is |be )?safe|on my (life|nan life|mum life)
      (ill|i|im) (never|wont|not|wouldnt|dont|will not|would never|will never|not going)( ever| going)* (tell|say|grass|snitch|spill|blab|mention|repeat|report|pass|share|let on|breathe|dob)(?! (you|what you|off))
      (wont|never|not) (\\w+ )?(tell|say|pass|repeat|breathe|mention|go) (\\w+ )?(soul|anyone|anything|it on|word|further)
      between (us|you and me|me and you|ourselves)|stay (in )?(here|with me|secret|private)|(our|your) little secret|our secret|keep (it |that )?(\\w+ )?(secret|private|quiet|hush|(down low|downlow))|keep your secret|keep it to myself|to (my|the) grave
      (nobody|no (adult|teacher|(grown up|grownup)|one)|{nobody} (wont|wouldnt|cant|doesnt|dont|never|must not)) (will|would|need|have|can|should|must|ever|go)?( ever| have| be)* (know|find out|see|hear|read)(?! (what|how|why|me))
      (this|it|everything|here|chat|say) (here )?(is|be|s)? (completely )?(private|confidential|off record|secret)|you can (tell|trust) me (anything|with)|trust me i wont
      🤐|🤫|zip it|mum word|hush|on (the )?(dl|(down low|downlow)|quiet)|(delete|clear|wipe|erase|unsend) (chat|message|everything|convo|this|it|our)
    `) },
  },
  {
    id: 'secrecy-asked',
    category: 'secrecy',
    sides: ['pupil'],
    why: 'This asks for a secret to be kept.',
    listens: { for: phrases(`
      (dont|wont|never|mustnt|shouldnt|you cant|cant you|please not|better not|not going|without|you not|you never)( you| ever| go| dare| like| be| please)* (tell|say|mention|show|report|repeat|breathe|spill|share|pass|let)( \\w+)? (any|anyone|anything|the|them|nobody|nothing|miss|sir|mum|dad|adult|teacher|on|me|people|school|soul|word|parent|head|staff|know|see|this|it|that)(?! (story|difference|time|what do))
      (promise|swear) (me|you|not|wont|down|on|to)|have swear|(can|do|will|could|would) you (promise|swear|keep)|pinky (promise|swear)|cross heart|on your (mum |nan )?life
      keep (\\w+ )?(secret|private|quiet|to yourself|yourself|between|hush|(down low|downlow)|zip)|on (the )?(dl|(down low|downlow)|low|hush|quiet)|zip it|🤫|🤐
      (have|need|must|got) (be|stay) (secret|quiet|between|private)|(this|it|that|what|say) stay (between|here|in here)|between (you and me|us|me and you)|our (little )?secret
      (dont|not|never|wont|if you|going|please|cant) (you |be |ever |me )*(snitch|grass|dob|rat|tell on|blab)
      confidential|is (this|it|chat) (private|secret|anonymous)|off record|(can|could|will) you (please )?not (tell|let|say|report)
      (nobody|no one|only you|only me and you) (else )?(can|need|have|must|should) (ever )?(know|see|hear|find out|be told)
      (dont|doesnt|didnt|wouldnt) (want|need) (\\w+ )?(know|hear|find out|get out|hear about)|(if|when) you (tell|say) .. (ill|im|stop|kill|block|hate|never|leave)|(if|when) (this|it) get out
      (delete|clear|wipe|erase|unsend) (chat|message|everything|convo|this|it|our)|make me (promise|swear)
    `) },
  },
  {
    id: 'identity-asked',
    category: 'identity',
    sides: MENTOR,
    why: 'This asks who they are.',
    listens: { for: phrases(`
      who (are|be|is) (you|this)(?! (with|going|talk|sit|be|close))|whos this
      (what|who|which|say|tell me|give me|is|gis|whats) (is |be |me |are )*your (real |full |first |last |form |own |head of )*(name|surname|initial|form|tutor|house|class|age|birthday|address|road|street|estate|teacher|nickname)(?! (treat|like|who|say|know|do|be unkind))
      your (real|full|first|last|actual) name|(tell|show|say|guess|clue) (\\w+ )?who (you|youre)|what (should|can|do) (i|they|people) call you$|is your name|what be you called
      are you (a |an )*(boy|girl|lad|lass|male|female|guy|boy or girl|gay|muslim|white|black|asian|christian|tall|blonde)
      are you (the|that|in|\\w+ from|\\w+ in) (kid|boy|girl|one|lad|my|mr|mrs|miss|ms|year|set|form|\\d\\w*)
      how old (are|be) you|what age|when (is|be) your (birthday|bday)|date of birth|where (abouts)? (are|be|do) you (from|live|born)|where you live
      (what|which|whose) (town|area|village|street|road|estate|school|primary|primary school|country|year|form|class|tutor group|tutor|house|set|church|mosque|nationality|religion|bit|part) (are|do|be) you (in|from|live|go|at|belong)|(what|which) (year|form|class|house|school) (be|are)? you$|which tutor group
      (what|how) (do )?you look like|(colour|long) (is )?your (hair|eyes)|do you have (\\w+ )?(hair|brother|sister|sibling|glasses)|(send|show|see) (me )?(a |your )?({pic}|face) (of )?(you|yourself)?$|how tall|describe (yourself|your (hair|look|face))|what be you wear
      do i know you|have we met|i (think |reckon |bet |guess )?i? (know|guess|work out|recognise|seen|see) (who )?(you|youre|this)( be| are)?$|you (sound|seem|look) like (someone|girl|boy|kid|my)|the (girl|boy|kid|one) (with|who|from)
      (is|be) this (?!normal|ok|about|what|how|why|something|happen|all|in|at|on|true|right|new|hard|bad|better|worse|because|every|often|online|good|fine|enough|one|really|from|someone|urgent|help|going|too)[a-z]+$
    `) },
  },
  {
    id: 'identity-given',
    category: 'identity',
    sides: ['pupil'],
    why: 'This may say who they are.',
    listens: { for: phrases(`
      my (first |last |full |real )?(name|surname) (is )?(?!on|not|be|call|in|and|is|was|off|from)[a-z]+
      im call [a-z]+|this is [a-z]+ from|thi is [a-z]+ from|im in (year )?\\d{1,2}[a-z]|im [a-z]+ from (year|form|\\d)|(im in|im with) (mr|mrs|miss|ms) [a-z]+|(tutor|teacher) is (mr|mrs|miss|ms)
    `) },
  },
  {
    id: 'medical',
    category: 'medical',
    sides: MENTOR,
    why: 'This looks like advice about medicine or a diagnosis.',
    listens: { for: phrases(`
      (?<!(i|they|he|she|mum|dad|to|on) )(take|try|use|get|buy|double|skip|stop|stop take|increase|drop|quit|bin|borrow|go on|come off|start|need|want|pop|give you|give me|dont take|neck|swallow) (\\w+ )?(two |one |few |more |extra |another |couple |off |loads |\\d+ )*{drug}
      have (some|two|one|extra|more|my) (\\w+ )?{drug}|(paracetamol|ibuprofen|xanax|citalopram|sertraline|fluoxetine|diazepam|antidepressant|melatonin|cbd|nytol|prozac)|(dont|never) (need |take |use )+(\\w+ )?{drug}|(one|few|some|two) (of )?(my|mum|his|her) {drug}|(what|which|double|half|extra|higher|up) dose|how many (mg|pill|tablet)|\\d+mg|mg|take (an )?(extra|two|three)|more than it say
      (you|youre|youve|your|its|thats|sound|seem|look|classic|think|reckon|must|could|might|deffo|textbook) (got |have |must |might |could |be |like |you |youre |youve |sound |a |an |having |on |clinical* |is )*{illness}
      (you|youre|you must|you might) (be )?(clinical* )?depressed|(sound|seem|look) like depression
      (dont|no) need (see |bother |go )*(doctor|gp|hospital|therap*|counsel*|camhs|nurse)|(dont|never) (bother |go |tell |trust |listen |see |to |with )+(doctor|gp|hospital|camhs|nurse|therap*)|(therapy|counselling|camhs|doctor|med|tablet|hospital) (is|be|just|will|wont|dont|never|make) (\\w+ )?(waste|rubbish|pointless|useless|lock|work|zombie|help|fake)
      put (cream|toothpaste|vinegar|butter|ice|vodka|alcohol|plaster) on|have (drink|smoke|vape)|(drink|smoke|vape) (it|help|weed)|go on (diet|detox)|eat less|try (fasting|keto)|lose weight
    `) },
  },
];

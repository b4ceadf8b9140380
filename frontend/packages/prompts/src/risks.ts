import { phrases } from './phrase.ts';
import type { Rule, Side } from './rules.ts';

const BOTH: readonly Side[] = ['mentor', 'pupil'];

export const RISKS: readonly Rule[] = [
  {
    id: 'suicide',
    category: 'suicide',
    sides: BOTH,
    why: 'This may be about wanting to die.',
    listens: { for: phrases(`
      (want|wish|hope|ready|need|deserve|plan|think|thought|thinking|feel like|try|tried|rather|decide|about|tempted|urge|way|how|ill|should|could|might|going|attempt|threaten|consider) (i |he |she |about |on |could |would |be |and |like |going |just |do )*(die|dead|dying|death|hang|drown|overdose|od|end (it|me|life|everything|things)|not (exist|be here|be alive|wake)|stop (existing|living|breathing)|jump (off|in front)|take (my )?(own )?life)(?! (laughing|with him|with her|down|of))
      (kill|off|hang|drown|top|neck|shoot|delete|unalive|end) {self}|kms|kys|suicid*|(sewer slide|sewerslide)*|unaliv*|un alive|ctb|kill yourself
      wish (i|he|she) (was|were|is|be|wasnt|never|could) (never |not )?(dead|born|exist|here|alive|gone|die)|be dead
      (dont|didnt|doesnt|never|cant|nothing|hate|tired of|tired|sick of|done with|cant be bothered|no point|no reason|not worth|isnt worth|scared of|enough of|what point) (in |of |with |want |see |me |be |worth |even |i |can |feel |like |point |reason |going )*(live|alive|life|exist|existing|wake|wake up|be here|go on|carry on|breathe|this (earth|planet|world)|planet|be around|around any more)(?! (in|on|at|for|today|because|im|i get|holiday|the|a|with|next|here|my|when|by|early|again early|too))
      (dont|not|never|doubt|cant|wont) (\\w+ ){0,5}(make it|live|alive|be here|around|last|get|reach|see|myself) (\\w+ )?(past|at|until|by|to|after)? (1[3-9]|2\\d|adult|next year|christmas|birthday|prom|summer|the weekend)
      (dont|cant) see (future|way out)|nothing live for|no hope|give up on (life|everything|living)|lose hope|(hope|wish|want) .. (dont|never|not|wouldnt) wake|not wake up|sleep .. (never|not|dont|wont) wake|sleep forever|(hope|wish|want) (car|bus|train|get) (hit|crash|run|kill)
      (better|happier|easier|fine|relieved|sound|glad) (off )?(without me|if i (was|were|wasnt|die|dead|go|not|disappear)|dead|with me (gone|dead)|if im)|if i (was|were|am|be)?( not|nt)? (die|disappear|gone|dead|wasnt here|wasnt around)
      (nobody|no one|they|anyone|everyone|people|mum) (would|will|wouldnt|wont|ud) (miss|notice|care|cry)(?! (lesson|bag))|miss me if|(when|if|after|once) im (dead|gone|die)$|my funeral|im (just )?(a )?(burden|waste of (space|life))|burden (on|to)
      (goodbye|suicide|final|bye) (note|letter|message|text|post|video)|(this is|my) (last|final) (message|goodbye|word)|write (\\w+ ){0,2}(note|letter) .. (mum|family|everyone|after|behind|go|when im|friend)|say goodbye(?! and)|say goodbye to every*|give (away )?(stuff|thing|clothes|game|everything|pet|possessions) (away)?|give away (stuff|thing|everything|possession|clothes)|wont need (it|them|this) (soon|any more|where)|goodbye (every*|world|forever)|bye (every*|forever)|(wont|not going) be (here|around|alive|about) (tomorrow|any more|much|next|long|soon)|(last|final) (day|night) (alive|on earth)|plan tonight|over for good|be over (soon|by|for good)
      what (is )?point (in )?(anything|live|life|be alive|be|go on|try)?$|what (is )?point (in|of) (anything|live|life|be|go on|try)|cant (do|take|cope|handle|live|carry on|go on|keep going|keep do)( with)?( it| this| life| like this)?( any more| much longer)?$|cant (do|take|handle) (it|this|life) any more|cant (go|carry) on(?! (trip|holiday|computer))|want (it|this|everything|pain)( all)? (stop|end|over|be over)
      overdos*|od(ed|ing)?$|(take|swallow|neck|down) (load|too many|load|lot|many|whole|handful|every|packet|all|\\d\\d|bottle|box) .. (tablet|pill|med|paracetamol|ibuprofen|bleach)|take all (tablet|pill|med|paracetamol)|take (load|lot) (tablet|pill)|how many (tablet|pill|paracetamol)|(swallow|take|drink) (all (tablet|pill)|bleach)|swallow (\\w+ )?(tablet|pill)
      (jump|leap|walk|step|run|stand|throw {self}|climb) (\\w+ )?(off|front|out|from|onto|into|at|over) (\\w+ )?(edge|ledge|bridge|roof|building|train|car|traffic|lorry|cliff|track|platform|(car park|carpark)|(multi storey|multistorey)|motorway|window)(?! (to|late))|noose|rope round|round neck|slit (wrist|throat)|painless|bleed out|way die|how die
    `) },
  },
  {
    id: 'self-harm',
    category: 'self_harm',
    sides: BOTH,
    why: 'This may be about hurting themselves.',
    listens: { for: phrases(`
      self (harm|injure|injury|hurt|mutilat*)|selfharm*|(cut|slice|scratch|burn|stab|carve|hurt|harm|bite|pinch|punch|hit|bruise|punish|scald|injure) {self}(?! (on|in|at|playing|by accident|off|falling|shaving))|cut selves
      (cut|slice|slit|carve|razor) (up |on |into )*{limb}|(start|been|be|stop|keep|clean from|about|urge) cut(?! (paper|in|class|down|wood))|carve word
      (scratch|burn|pinch|bite|hit|punch|rub|pick|claw|dig|stick|stab|press|bang) .. (until|bleed|blood|raw|on purpose|bruise|numb|so hard|hurt)|until (i|they|it) bleed|(see|like|watch) blood|(deserve|need|want|like|crave) (feel |be )?(pain|hurt|punish)|feel better when .. (bleed|cut|hurt|pain|blood)
      (scar|cut|mark|slice|slash|line|barcode|slit|scratch) (up |on |down |over |along |across |in )+{limb}|(my|her|his|fresh|new)? (cut|scar) (sting|itch|heal|show)|(hide|cover) (scar|cut|arm|wrist|mark|burn)|long sleeve .. (see|nobody|hide|summer|scar|arm|mark|hot)
      relaps*|(week|month|day|year) clean|clean (from|since)|(i|ive|im|she|he|been) (be )?(do|start|slip|back) (do )?(it|sh|cut) again|(want|need|urge|urge to) (do|cut|hurt|burn) (it )?(again|{self})|(get|have) (the )?urge|urge (do|is|again)|do it again$|(i|start|been|do|be|to) sh|sh (again|when|scar|urge)
      (blade|razor|compass|lighter|glass|needle|scissors|straightener) (on|into|against|to) (my|me|skin|{limb})|(take|get|keep|hide|use|break|have|buy) (\\w+ ){0,2}(blade|razor)(?! (grass|runner|scooter))|(sharpener|razor) blade|(blade|screw) out .. sharpener
      (bang|bash|hit|smash|slam|headbutt) head (on|against|off|into)(?! locker)|(punch|hit|kick|headbutt) (at )?wall|(pull|rip|pluck) (hair|eyelash|eyebrow) (out|in)|(snap|ping|flick) .. (band|elastic|bobble)|(pick|rip|peel) (at )?(skin|scab)|burn .. (lighter|cig|cigarette|iron|straightener|aerosol)|i burn (me|arm|leg|skin)|(hurt|burn|cut|scald|water|hand|fall|hit) .. on purpose|styro*|barcode|(cat scratches|catscratches)|hurt (me|self|myself) (is|make|help)
    `) },
  },
  {
    id: 'abuse',
    category: 'abuse',
    sides: BOTH,
    why: 'This may be about somebody being hurt or not cared for.',
    listens: { for: phrases(`
      {one} (and {kin} |keep |have |is |was |use |start |will |would |going |nearly |like |get angry and |then |try |drunk |threaten )*(hit|punch|kick|slap|smack|beat|batter|belt|whack|thump|leather|bash|hurt|burn|choke|strangle|throttle|whip|shove|push|drag|pinch|spit at|lash out at|throw (\\w+ )?at|attack) (at )?{me}(?! (feeling|in (class|pe|queue)|bag|by|ball|at|lunch))
      (hit|beat|whip|smack|slap) (me |us )?with|get (belt|slipper|cane|strap|beaten|battered|leather)|beat (me|us) up|bruise (\\w+ )?(from|by|off|where)|(leave|give) (me )?bruise|(black eye) (from|off)
      (say|threaten|told) (he|she|they|hell|shell|theyll|hed|shed)? (would|will|go)? (kill|hurt|hit|beat|batter) (me|us|mum|sister|brother)|if i (tell|say|speak|cry|leave) .. (hurt|kill|care|hit|beat|worse|batter)|flinch*
      (touch|grope|grab|rub|stroke|finger|feel) (me|her|him|us)(?! (at football|on shoulder to|by arm))|touch (there|down|my (leg|bum|chest))|(feel|felt) me up|put (hand|finger) (on|up|down|in|between) (me|my|leg|{private})|grab (bum|boob|chest|{private})
      (make|force|get|ask) (me|her|us) (touch|do (thing|stuff)|watch (porn|him|video|thing|stuff)|kiss|undress|suck|sleep with|sex|sexual)|(come|get|sneak|creep|climb) (in|into|in to) (room|bed|shower|bath) (at night|when|every|after|naked|drunk)|rape(?! seed)|rapist|molest*|incest|paedo*|sexual* (assault|abuse|harass)*|force me(?! (go|eat|do homework))|without consent|say no (and|but)|(wouldnt|didnt|wont) stop (touch|when|until|even)|(pin|hold) me down|(do|did) (bad |horrible |weird |sexual )?(something|thing|stuff) to (me|us|her|sister|brother)|(do|did) (something|thing) (me|us|her) (i|that)|i didnt want( it| to)?$|down there
      (scared|afraid|frightened|terrified|dread|petrified|hate|dont want|not safe|unsafe|dont feel safe|dont like|feel safe) (go|be|get|of|at|in|going|about)* (back |be )*home(?! (alone|early|late|yet))|dont feel safe (at|with|around|near)|(scared|terrified|frightened|afraid|hide) (of |from |when |in |with )*({kin}|(he|she|they) (come|get|is|be|drink|walk|shout|start)|him)(?! (dog|cooking))
      (no|nothing|never any|not enough|hardly any|run out of) (food|eat|heating|electric|hot water|clean clothes|dinner|tea|bed) (at |in |again|for )*(home|house|us|fridge|cupboard|again|week)|(fridge|cupboard) (is )?empty|(dont|doesnt|wont|never|nobody) feed (us|me|him|her)?|(i|have|got) (have )?(look after|feed|cook for|raise) (baby |little |young* )*(brother|sister|sibling|kid|mum|everyone)|leave (me|us) (on our own|on (my )?own|alone|by {self}|for (days|weeks)|home alone|all night)|(leave )?alone for days|(nobody|no one) (look after|care for|care about) (me|us)|(lock|shut) (me|us) (in|out|up)(?! (game|toilet))|make (me|us) sleep (on|in|outside)|not allowed (eat|food)
      {one} (\\w+ ){0,3}(drunk|wasted|steaming|paralytic|stoned|high|on drug|hammered|drinking)|come (in|back|home) .. (drunk|pub|pissed)|(hide|scared) .. (pub|drink)
      (say|tell|call) (me )?(im |i |am |was |be |she |he |a )*(worthless|useless|mistake|waste|never born|unwanted|pathetic|burden|disappointment|slut)|wish (she|he|they) (never|hadnt|didnt) (had|have) me|waste of space|never want me
      (parent|mum and dad|dad|he|they) (\\w+ )?(fight|strangle|smash|throw|grab|push|drag|choke) (and )?(her|mum|each other|plate|throat|hair|stuff|thing|he|strangle|door|wall)
      (force|make|want|plan|send|arrange|fly) (\\w+ )?(me|sister|her) .. (marry|married|marriage|wedding)|(arrange|force) marriage|marry (him|cousin|someone|man|stranger)|get married abroad|send(ing)? (me|us) abroad|fgm|circumcis*|cut (me )?down there|honour (kill|base)*|(shame|dishonour|disgrace) (on |to )?family
      (boyfriend|girlfriend|ex|partner|he|she) (check|control|track|stalk) (me|phone|everything)|abus(ed|ive|es|er)|domestic (violence|abuse)|neglect*
    `) },
  },
  {
    id: 'grooming',
    category: 'grooming',
    sides: BOTH,
    why: 'This may be about an older person or a stranger getting close.',
    listens: { for: phrases(`
      (boyfriend|girlfriend|partner|guy|man|lad|he|she|bloke|hes|shes|someone whos|someone|who) (is |is like |aged |like |only )*({age}|grown man|grown up|adult|(way |much )?old(er)?)(?! (cousin|and have baby|now|so))
      (way|much|lot|loads) older|older (man|guy|woman|boy|lad|boyfriend|girlfriend|bloke|one|person)|older than me and (buy|give|say|he)|{age} year old|(mature|grown up|special|pretty) for (my|your)? age|(say|told|tell) (me )?(im|i am) (\\w+ )?(mature|special|sexy|different|the only one|only one)|age (is |isnt )?(just )?number|think hes older|boyfriend (is )?(at uni|work|drive|have car)
      (meet|know|talk|chat|date|find|love) (to )?(him|her|someone|them|man|guy|lad|boy|girl|woman|people|bloke|person) (i |who |on |off |through |from |in |a )*(online|game|internet|app|chat|{app}|omegle)
      (someone|person|guy|man|friend|boyfriend|girlfriend) (i )?(meet|talk|know) (to )?(on|online)|someone on {app} .. (want|ask|say)|online (boyfriend|girlfriend)|never meet (him|her|them)(?! eye)|someone i dont know (want|ask|keep|message)
      ({adult}) (i meet |who |on \\w+ |from \\w+ \\w+ \\w+ |from \\w+ |online |keep |be |is |was |start )*(message|text|dm|snap|add|follow|watch|online|offer|call|touch|stroke|private*|hug|kiss|pay|late at night|want|like)(?! (off|us to|me to|homework|school|work|the|to see mum|when|that|bus|everyone|us)) (me|us|pic|him|her)?
      (coach|teacher|sir|tutor|trainer|leader|priest|boss) .. (text|message|number|alone|private*|car|late|present|gift|special|love|kiss|touch)
      (say|said) (she|he)? (is |was )?1\\d (but|and|on) .. (man|older|woman|adult|grown|old)|say (she|he|shes|hes) 1\\d but|pretend be|catfish*|not who (he|she) say
      (say|tell|told|want|ask) (me )?(not|dont|never|i cant|i shouldnt) (to )?(tell|say|mention|let)|our little (secret|thing)|our secret|special (relationship|thing|friendship|bond)|(nobody|no one|they|parents|only one|only person) (who )?(understand|get) (me|us)( like)?|(trust|love) him not|(understand|get) me (like|more|better)
      (want|ask|beg|tell|told|get|keep ask|say) (me |us |her |if |i |can |could |for |to |go |turn |send |him |show |have |be |my |on )*(pic|picture|photo|selfie|cam|camera|webcam|video call|naked|body|underwear|kiss|sex|virgin|alone|by myself|on my own|address|where i live|im wear|wear|bed|period|stay|his (house|flat|car)|meet him|hotel|another app|relationship|one|what im wear)(?! (dog|puppy|food|everyone|question|go|more time))
      ask (if|whether) (i|im|mum|parent|dad) .. (alone|home|out|asleep|virgin|kiss|touch)|what im wear|(turn|put) camera on|camera on|video call in|wouldnt send (one|any)|if im alone|want (meet|see) me|call (me|him) (daddy|sexy|princess)|want me stay at his
      (he|she|they|man|guy|someone|random|bloke|lad|coach|boyfriend|older) (guy )?(buy|give|get|send|offer|pay|promise) (me|us|her) (for )?(\\w+ )?(stuff|phone|money|vape|present|gift|thing|robux|vbuck|(v buck|vbuck)|drug|alcohol|drink|vodka|weed|free|clothes|nail|ticket|lift|trainer|\\d+|skin|card)
      (get|got) (new |free )?(phone|money|gift|robux|present) (off|from) (man|bloke|guy|someone|him|stranger|older)|(he|she|hes|shes|they|man|guy) (be )?pick me up|get in (his|stranger) (car|van)|(angry|mad|upset|moody) (if|when) i (dont|didnt|wont|wouldnt|stop) (reply|send|answer|talk|meet)
    `) },
  },
  {
    id: 'images',
    category: 'images',
    sides: BOTH,
    why: 'This may be about a nude picture, or about being filmed or threatened with one.',
    listens: { for: phrases(`
      nude|naked|topless|^noods$|(send|want|ask|for|my|her|his|share) noods(?! tea)|(dick|d|cock|private|boob|tit|bum|feet|foot|bra|spicy|naughty|dirty|sexy|rude|intimate|explicit|lewd) {pic}
      {pic} .. (without|no top|no clothes|wear nothing|undress*|get changed|bath|shower|bra|underwear|{private}|body)|{pic} of (me|her|him)? .. (in|with no|without) (top|bra|bed|underwear|bath|shower|clothes)
      (no|without|take) (your |my |a )?(top|clothes|shirt|bra|knickers) (on|off)|(wasnt|not|isnt) wear (anything|top|clothes)|(show|flash|send|see) (me |him |her |us )?({private}|body|chest)|flash (me|us|him|her)|(cyber flash|cyberflash)*|(up skirt|upskirt)*|porn*|onlyfans|sext*|revenge porn|(deep fake|deepfake)*|nudif*|undress* (app|ai)|private parts
      (film|record|video|take {pic}) (of )?(me|us|her|him|girl|my \\w+) .. (get|change*|undress*|toilet|shower|naked|without|asleep|skirt|do|secret*|cubicle)|(film|record) (me|us)(?! (play|score|dance|sing|win))|up skirt|took a pic of me|take {pic} of me
      (put|edit|stick|swap) (face|head) (on|onto)|(ai|app|fake|edit) .. (nude|naked|rude|porn|body|undress*)|(face|head) (on|onto) (naked|nude|rude|porn|body)
      leak (me|my|her|his|it|them|everywhere|nude|{pic}|on|to)|my leak|(post|share|send|show|spread|upload|expose|put|tell|release|leak) (it |them |him |her |us |my )?({pic}|it|them|everything|stuff)? .. (if i|if we|unless|to everyone|every(one|body)|whole (school|year)|follower|my (mum|dad|friend|family)|all over|online)(?! (homework|note|work))|blackmail*|sextort*|expose me|send one or|send {pic} (and|now|i shouldnt|but|then|of me)|send (me |him |her )?(one|some) of (my|me)|more {pic}|ruin (my )?life
      (pay|send) .. (or|unless) .. (post|leak|send|share|show)|unless i (pay|send)|if i dont (pay|send)
      (have|got|keep|save|screenshot) (my |a )?({pic}|stuff) of (me|her|girl|us)|screenshot (of )?(me|what i|pic|it)|{pic} (of (me|her|him|us) )?(\\w+ )?(go|pass|sent|share|get send|be send) (round|around|about|everywhere)|(go|pass) (round|around) (whole )?(school|year) {pic}?|everyone .. (see|have) (photo|pic|video|it) of (me|her|him)|(show|share|sell|send|trade) (\\w+ )?(private |intimate )?{pic} of (me|her|my|girl)
      (keep|kept) (ask|beg|pester) (me )?(for )?(him |her )?({pic}|one|more|me to send)|(ask|beg|want) (me )?(for |send )(him |her )?({pic} of (me|us)|{private})|(wish|shouldnt|regret) .. (send|take|sent) (it|pic|photo|one|video|him)|send .. (of )?(my |me )?(in )?{private}|unsolicited|unwanted pic*|airdrop .. (nude|pic)|{pic} of (his|her|their|my|someone) {private}|his private|of privates
      🍆|🍑|💦|🌶
    `) },
  },
  {
    id: 'weapons',
    category: 'weapons',
    sides: BOTH,
    why: 'This may be about a weapon, or about serious violence.',
    listens: { for: phrases(`
      (have|got|hes|shes|theyre|carry|bring|need|with|show|pull|keep|hide|buy|get|hold|sell|take|use|see|wave|make|stash|find|point|threaten|throw|there|is) (me |us |him |out |big |huge |massive |real |fake |got |on |up )*(zombie |kitchen |rambo |bb |flick )?{blade}(?! (and fork|broke|grass|runner|cut|from|fight|test|for))
      zombie (knife|blade)|machete|(knuckle duster|knuckleduster)|shank*|shiv|chib|(hes|shes|be|is|im|theyre) (strapped|tooled up|tooled|packing|armed)(?! (in|on))|tool up|tooled up|{blade} (in|under|up|down|on) (him |her |us )?(bag|locker|sock|school|trackies|trouser|coat|jacket|pocket|bed|pillow|blazer|waist*|sleeve)(?! (kitchen|class))
      (something|anything) (sharp|protect)|for protection|(carry|bring|keep) (something|one|it|\\w+) .. (in case|protection|self defence)
      (get|be|been|going|was|nearly) (stab|shank|shoot|jump|poke|ching|chef|wet up|splash|dip|slash|juke|knife)(?! (in eye|ball))|wet (me|him|up)|(chef|ching|juke|shank|poke) (me|him|her|them|up|last)
      (stab|slash|shoot|shank) (me|him|her|them|someone|us|friend|boy|kid|up|everyone|people)|(ima|going|ill|want|gonna) (get )?(chef|wet|dip|ching|poke|splash|juke|slash|stab|shank|shoot|murder) (him|her|them|me|someone|you)?
      acid attack|throw .. acid|splash .. acid|(shoot up|shootup)|school shoot*|(bomb|blow up|burn down|attack) (the )?(school|place|class)|bomb threat|petrol bomb|(kill|hit) list|list of (people|kid|name) .. (kill|hurt|get)|dont come (in|school) (on|tomorrow)
      jump (me|him|us|her)(?! joy)|(beat|batter|bang|smash|kick|knock) (me|him|her|us|them|you) (up|out|in|head in|face in)|(batter|jump|smash|beat|fight) (him|her|me|them|us) (with|after school|tomorrow|outside)|threaten (me|him|her|us|to) (with|stab|kill|throw|hurt|shoot|beat)|with weapon|fight weapon
      (going|want|will|ill|might|think about|gonna|plan|feel like|hell|theyll) (kill|hurt|stab|shoot|murder|attack|batter) (him|her|them|every(one|body)|you|people|someone|all|teacher|class|stepdad|dad|mum|brother)
      (say|threaten|told) (\\w+ )?(he|she|they|hell|shell|theyll|hed|shed|theyre) (will |would |go )*(kill|stab|shoot|hurt|batter|jump|shank) (me|us|him|her|my \\w+)|hurt them all|kill them all|make them pay
      🔪|🗡|🔫|💣
    `) },
  },
  {
    id: 'running',
    category: 'running',
    sides: BOTH,
    why: 'This may be about leaving home or having nowhere safe to sleep.',
    listens: { for: phrases(`
      (?<!(they|dog|cat|people|everyone) )(have )?(run away|runaway)(?! (from (problem|it|them)|when|laughing))|runaway|(running away|runningaway)
      (run|bolt|leg it|escape|flee|do one|walk out|sneak out|snuck out|climb out|get out|get away|ran off|run off) (and |from |of |off )*(here |it )?(home|house|foster \\w+|(care home|carehome)|care|placement|window|mum|dad|good)|(run|go) off (from|with)|do one|climb out window|sneak out|walk out last night
      leave home(?! (at|early|late|to get|without|alone|time|when|her|his|my|for))|(not|never|dont|wont|refuse) (going |go |come |coming |be |went )*(back )?home (tonight|again|any more|ever|until)|(not|never|wont) (going |go |come |coming |be )+back(?! (because|for lunch))|never come back|(dont|didnt|hasnt|havent|not) (go|come|been|be) (back |home )+(until|since|for|last|all|yet)|hasnt be home|cant (live|stay|be) (there|here|at home|with (them|him|her)|home)( any more)?
      pack (bag|stuff|thing|suitcase|rucksack|clothes) (up |ready )?(and|im|under|leave|ready|to go|going)|pack (my )?(stuff|thing)$
      (im|going|want|ill|plan|need|me and|were|shes) .. (out (of )?here|outta here|leave (for good|tonight|before|everyone|forever|them|at midnight|in the night|and (not|never))|gone for good|disappear|vanish|start (new|fresh|over)|(get|run|getting) away (from|for good|forever)|new life)
      (nowhere|(no where|nowhere)|not anywhere|dont have anywhere|havent got anywhere|no place|somewhere|anywhere) (else )?(to |2 |i can )*(sleep|stay|live|crash|kip|go)(?! (at|for) (lunch|break))|(sleep|stay|crash|kip|spend night|live) (\\w+ )?(at|in|on|outside|under|rough)? (bus|train|station|park|street|car|stairwell|bench|shed|doorway|wood|bridge|garage|shelter|rough|bus shelter|tent in park)(?! (dofe|with dad|ride))|(sofa surf|sofasurf)*|(on|live on) streets?|(im|we are|were|be|made|am) homeless|homeless$
      (kick|throw|chuck|boot|lock) (me |us |him |her )?out(?! (of )?(class|school|lesson|maths|team|group|band|chat|my|old))|get (kick|throw|chuck) out(?! (of )?(class|school|lesson|group|team))|wont let (me|us) (back )?(in|home)|(stay|be|sleep) out (all|late|at night|overnight)|out all night|hide (at|in) (\\w+ )?(friend|house|garage|shed)
      (nobody|no one|they|mum|police) (\\w+ )?(know where (i|im|she|he|we)|find (me|us|her|him))|where (nobody|no one) .. find|dont want (be )?found
      (she|hes|shes|he|go|friend|im|report|friend be|sister|brother) (be |go |have |is )*missing(?! (bag|pen|school|lesson|you|him|home|out))|missing (since|from (home|care)|person)|(want|going) (disappear|vanish|go missing)
      (train|bus|coach|plane|flight|megabus|hitch) .. (not come back|never|without tell|one way|dont tell|and not|alone at night)|save .. (leave|run away|get away|leave home)|(take|steal) passport|police .. (bring|find|look for) (me|her|him)
    `) },
  },
  {
    id: 'eating',
    category: 'eating',
    sides: BOTH,
    why: 'This may be about not eating, or about being sick on purpose.',
    listens: { for: phrases(`
      (havent|hasnt|not|never|hardly|barely|dont|didnt|wont|stop|refuse|scared|afraid|hate|avoid|cant) (be )?(eat|food|swallow)(?! (meat|nut|pork|fish|dairy|gluten|veg|sweet|pea|beef|with|on my|spicy|tech|in the canteen|at school is|court|fight|here))
      (no|without) food (for|in|since|\\d|today)|only (let {self} )?(eat|have|drink) .. \\d+|let {self} (have|eat)|\\d{2,4} (cal|kcal|calorie)( (a day|max|limit))?|(count|burn|restrict|track|cut) (every )?(cal|calorie|kcal)|restrict(ing)? (food|eat|again|meal)|fast (for|until) (\\w+ )?(day|week|i|\\d)|on (a )?fast|(skip|bin|chuck|throw|hide|flush|give|miss) (away |out )?{meal} (away |in |out )*(every|to|and|bin|all|until|most|so i|i get|a lot|day|make|lose|again|night|mum)|skip meal|hide food|(have|had|ate|eat) (one |an |a |only |just )*(apple|cracker|grape|rice cake|yoghurt) (since|today|all day|in|a day)
      starv* ({self}|to|diet|again)|(love|like|proud|enjoy) .. (hungry|hunger|empty)
      make {self} (be )?(sick|throw up|puke|vomit|ill|chuck up)|(sick|throw up|puke|vomit|boke|sicked) (it )?(up )?(on purpose|after (eat|{meal}|every|i eat|food))|(sick|throw|chuck|bring|boke|spew|puke) it (all |back )?up|purg*|bing(e|ed|ing)|(eat|binge) .. (then|and) (throw up|puke|purge|sick|be sick)|finger down throat|chew (and )?spit|laxative|laxies|diet pill|ozempic|skinny jab
      anorexi*|bulimi*|eating disorder|(pro ana|proana)|(pro mia|promia)|ana (tip|buddy|coach|diet)|^ana$|mia tips|thinspo*|meanspo*|bonespo|fitspo|edtwt|body check*|(see|feel|count|show) (rib|bone|(collar bone|collarbone))|thigh gap|(collar bone|collarbone)
      fat .. (hate|not eat|dont eat|starve|skip|deserve|stop eat|dont deserve|sick|disgust)|(want|need|wish|try) (be |get |i was |to |lose )*(skinny|thin|thinner|skinnier|size zero|weight|\\d+ (stone|kg|lb|pound))|lose (\\d+ (kg|lb|pound|stone)|weight fast|\\d+lb)|weigh {self}|(get|look|so|too|shes|is|got) (so |too |way )?(thin|skinny|bony)(?! paper)( now)?
      (hate|disgust* (by|at)|ashamed of|cant look at) (my |her )?(body|stomach|thigh|belly)|(guilty|guilt|bad|disgusting|ashamed|panic|cry|fat) (every time |when |after |if |for |i )*(eat|food|meal|{meal})|(dont|not|never) deserve (to )?(eat|food|{meal})|look disgusting|(exercise|work out|run|squat|sit up) .. (until i|burn|for every|faint|calorie|after eat|what i eat)|if i eat .. (run|exercise|fat|purge|have to)
      period (have )?(stop|gone|go)|lost period|(faint|dizzy|pass out) .. (eat|hungry|food|starv*)|(mum|she|school|they|everyone) think (i|ive|im) (eat|ate|had lunch)|so mum think|eat .. (until|feel) (i )?(feel )?(ill|sick|hurt)|eat everything .. sick|fear food
    `) },
  },
  {
    id: 'exploitation',
    category: 'exploitation',
    sides: BOTH,
    why: 'This may be about being made to work for others, with drugs, money or sex.',
    listens: { for: phrases(`
      (carry|run|sell|move|deliver|deal|drop|drop off|pick up|collect|stash|shift|bag up|push|plug|hold|buy) (\\w+ )?(drug|weed|package|parcel|pack|coke|ket|crack|pill|thc|spice|wrap|heroin|cocaine|zoot|edible)
      (carry|run|sell|move|deliver|hold|keep|hide|store|drop|look after|mind) (off |it |on to )?({gear}|something|money|it)? (for )?(them|him|the olders|olders|a guy|a man|someone|elders|some man|this guy|in my room)(?! (coat|door|lunch|charity))(?<! coat)(?<!hold)$|(hold|keep|hide|store|carry|look after) (\\w+ )?(stuff|thing|ting|something|package|money|bag) (for )?(him|them|someone|older|olders|guy|man)
      (if|or) i (dont|didnt|wont|cant) (sell|deliver|do what|pay|run|carry|work)|county line|(run|work|hold|join) (a )?line$|(go|send|take|out|be|gone) (me )?(country|cunch|oc|ot|out (of )?town)(?! (house|dance|walk|music))|(trap house|traphouse)|trap (for|phone|line)|bando|cuckoo*|^(plugging|shotting|trapping)$|(im|be|start|he|hes|she|they|cousin|is|me|brother|friend) (shotting|plugging|trapping)(?! (put|in|by|socket))|shotter|burner|drug debt|(drug )?dealer (at|wants|say)|the older(?! (kid|boy|girl|year|one|people|brother|sister|lad|pupil|you))|elders|money mule|traffick*|pimp*|sex work*|modern slave*
      owe (them|him|her|money|dealer|guy|older|\\d{2,})(?! (a )?(pound|quid|fiver|tenner|sandwich|apology))|(in )?debt (to|with|for|of)|(pay|work) off (a )?debt|drug debt|rob* .. owe
      (make|force|tell|told|want|ask|get|pay|offer|send|use) (me|us|him|her|cousin|brother|kid|friend) (to )?(go |work |be )?(shoplift|steal|nick|rob|sell|carry (drug|weed|stuff|knife|package)|hold (stuff|thing|package|onto)|deliver|drop (off|package|stuff)|run (for|drug)|beg|work for|move money|transfer|pick up|out of town|stay in|trap|party|be nice|sleep with|have sex|work)(?! (bag|hard))
      (in|join|leave|leav|out of|want me in|part of) (a |the )?(gang|crew)(?! (of mate|prom))|gang (want|say|after|life|initiation)|(olders|elders|gang|older (boy|lad|kid|guy|man)) .. (want|make|give|ask|owe|pay|own|send|told|work|deliver)
      second phone|(two|three|2|3|extra|other|burner) phone|(they|he) own me|(give|buy|get) (me )?(\\w+ ){0,3}(trainer|bike|phone|jacket|vape|weed|nike|airmax|air max) .. (now|and now|but now|work|owe|pay back)
      (open|use|borrow|lend|put|send|need|run) .. ((bank account|bankaccount)|account|bank card|paypal|monzo)(?! (with|mum|dad))|(move|put|clean|receive|transfer) (\\w+ )?money|(quid|pound|grand|\\d{2,}) (to|for)? (just |me )?(move|hold|drop|deliver|carry|take|transfer|keep|store)|easy (money|cash) .. (take|drop|hold|this|carry|deliver)|take (this|the|that)? (bag|package|parcel) (to|for)|drop off (a |the )?(bag|package|parcel)
      (take|taken) over (nan|mum|gran|my|her|his|flat|house)+|(stay|live|sit|stuck|go) (in|at) .. (trap|bando|flat) .. (sell|day|week|miles|out of town)|(hurt|get|smash|come for|kill|shoot) (my )?(family|mum|sister|brother|house|window) (if|unless|or)|if .. (deliver|sell|pay|work|it) (they|theyll|hell) .. hurt|hurt (my )?family|lose (the )?(food|pack|package|stuff) (and )?(now )?(i )?owe|inside (me|my)
      sell me|with (his|their) (friend|mate) (for|money|after)|(thing|stuff|sex|nice|party|parties) (to |with )+(his|their|other|older) (friend|mate|men)|party .. (his|their|older) (friend|men)|take (us|me|girl) (to )?(hotel|party|flat)|(for|in return|exchange) (money|drug|vape) .. (sex|kiss)|(sex|kiss|sleep with) .. for (money|drug|vape|lift)|(keep|take|hold) (my )?(passport|wage|pay)|(dont|doesnt|never|not) pay (me|us)|work .. (all day|no pay|for nothing)|(buy|sell) (drug|weed|vape) (at|in|to|for)|free (weed|vape|drug)|weed and now
    `) },
  },
];

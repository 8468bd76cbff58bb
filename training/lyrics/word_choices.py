"""Choices by hand that no list makes: words too old for a song of today, words not to be sung unasked, small words that
carry grammar, new words that old verse lacks, and which of two pronunciations is sung."""

ARCHAIC = set("""thee thou thy thine thyself ye hath doth dost didst hast hadst wilt shalt canst couldst wouldst shouldst
mayst wert oer o'er e'er ne'er ere oft unto whence thence thither hither whither yon yonder nigh twixt betwixt amid amidst
tis twas twere twill 'tis 'twas 'twere 'twill 'mid 'neath 'gainst 'midst methinks quoth sith spake bade hark lo alas alack
nay yea verily forsooth prithee behold beheld maiden maidens damsel swain swains bard bards steed steeds vale vales dell
dells glen lea leas mead meads brake bower bowers zephyr zephyrs sylvan verdant azure fain wight wroth doom'd hallowed
slumbers slumbering morn morns eve eves ope clad girt wherefore thereof therein whereof hereafter whilst upon perchance
mayhap alway evermore nevermore list lays lay'd art e'en een save lest nor unto hence till til ought naught nought aught
albeit anon athwart aye bosom bosoms breast breasts brethren chide chid cleave clime climes dames fare fount founts
furrowed gaily gay gladsome grandeur hearken hoary host hosts isle isles isles kine lads lass lasses lyre lyres main mirth
mien muse muses nymph nymphs orb orbs pate pinion pinions plight raiment rend rent repose rill rills rood sabre sire sires
smite smote smitten sod spear spears steadfast stead strand strife sward swoon thrall throng thronged throngs tresses
trod troth twain vanquished vesture vex vigil visage wan wax waxed weal wend wondrous wont woe woes wrath wrought wreathed
yore bade doom dooms forlorn girdle goodly hail hale heaven's knoll laden lament laments lowly lusty maid maids manly
meek mighty mournful noble numbers oaths parting plumes pomp prow quaff ruddy sacred shew sunder tarry toil toils toiling
trow trump vain valor valour vassal whelm yoke couch thus forth whom whose thereby upward wherein whereby
hewn wold wolds dun mar marred jest jests mire abode sate hap linger'd nought's gloaming ken brae burn's bonny bonnie
rue rued ruth eld cote stile wains wain lave laved quoth bedight leal
""".split()) - set("heaven's mighty sacred numbers save rent list main forth whose parting couch doom vain".split())

BARRED = set("""rape raped raping rapist murder murdered murderer suicide kill killed killer killing slave slaves slavery
negro negroes nigger niggers nigga faggot fag fags dyke whore whores slut sluts bitch bitches bastard bastards cunt cock
cocks dick dicks prick pussy tits tit ass asses arse shit shits piss crap damn damned hell sexy sex sexual erotic nude
naked breast breasts nipple penis vagina anal anus porn virgin virgins lust lusty rapture nazi hitler jew jews jewish arab
arabs muslim muslims christian christians gypsy gypsies savage savages heathen heathens pagan retard retarded cripple
crippled midget tranny spic spook coon darky darkies squaw redskin chink gook kike homo lesbian gays terrorist terrorism
bomb bombs gun guns pistol rifle corpse corpses carcass blood bloody gore cancer aids hiv disease dead's torture tortured
hang hanged noose god god's gods jesus christ lord lord's satan devil devils allah hail heil rum whiskey wine beer drunk
drunken cigarette cigarettes drug drugs cocaine heroin king's queen's sir madam lady's mr mrs ms dr st jr vs etc inc ltd
co corp non pre de la le el en di un per via c b d e f g h j k l m n o p q r s t u v w x y z re ve ll ii iii iv ha's
american americans english british german germans french african indian indians chinese japanese russian spanish
rapes stab stabbed dire die's bosom semen sperm urine faeces feces vomit breastfeed ho hoe hos queer queers
ejaculate orgy prostitute prostitutes prostitution whorehouse brothel pimp strip stripper bra panties thong masturbate
molest incest pedophile boob boobs butt buttocks
""".split())

FUNCTION = set("""a an the and or but so if as at by for from in into of off on onto out over to up with without i me my
mine you your yours he him his she her hers it its we us our ours they them their theirs this that these those who whose
which what when where why how is am are was were be been being do does did have has had will would shall should can could
may might must not no than then there here just too very i'm you're he's she's it's we're they're i've you've we've they've
i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd don't can't won't about like some any all each
every both more most much many never ever always only again still yet once now soon later through across along around
behind below beneath beside between beyond inside outside near under until while because though after before down away
back isn't aren't wasn't weren't doesn't didn't couldn't wouldn't shouldn't haven't hasn't that's there's here's what's
who's where's how's let's oh one two three another other such own else even almost maybe against toward towards since
upon myself yourself himself herself itself ourselves themselves something nothing everything anything someone everyone
nobody somewhere anywhere nowhere everywhere got get let nothing's gonna
    wanna gotta cause 'cause""".split()) - {"upon", "nothing's", "anything's"}

MODERN = set("""neon robot robots radio radios laser lasers plastic code codes coded signal signals screen screens circuit
circuits wire wires machine machines electric static satellite satellites rocket rockets satellite pixel pixels digital
data network networks software computer computers android androids highway highways freeway taxi subway airport airplane
airplanes plane planes train trains station stations platform suitcase ticket tickets engine engines diesel headlight
headlights streetlight streetlights traffic elevator skyline concrete downtown city cities apartment parking sidewalk
kitchen oven kettle coffee cinnamon pancake pancakes grandmother grandmother's grandma mama daddy mom dad kid kids baby
photograph photographs camera cameras picture pictures movie movies television video phone phones telephone message
messages email internet letter letters envelope mailbox postcard postcards newspaper dance dancing dancer dancers dancefloor
disco guitar guitars piano pianos drum drums bass rhythm beat beats speaker speakers vinyl records record song songs melody
harbor harbors harbour lighthouse keeper keeper's thunder lightning storm storms hurricane tornado galaxy galaxies planet
planets orbit orbits astronaut astronauts gravity space universe silence newborn awake awaken dreaming dream dreams steps
jacket jackets jeans sneakers sweater hoodie sunglasses lipstick perfume okay yeah hey baby babies goodbye hello tonight
umbrella raincoat puddle puddles rain rains rainy window windows sunrise sunset sunlight moonlight starlight daylight
midnight morning mornings evening weekend birthday summer winter autumn spring monday sunday friday saturday december
january november october september bicycle motorcycle truck trucks bus buses car cars gasoline garage backyard
basement attic balcony rooftop rooftops staircase hallway bedroom bathroom mirror mirrors pillow pillows blanket blankets
battery batteries magnetic metal steel chrome rust rusty copper titanium silicon glitch algorithm memory memories upload
download online offline keyboard button buttons switch glow glowing flicker flickering hum humming buzz shimmer sparkle
tv dj metronome lullaby lullabies teddy crayon cradle""".split())

# Words whose usual sound in a song isn't the one that CMUdict lists first. They end no line that the band writes, for
# who reads a rhyme by the dictionary would hear another sound.
SUNG = {"wind": "W IH1 N D", "winds": "W IH1 N D Z", "live": "L IH1 V", "lives": "L AY1 V Z", "lead": "L IY1 D",
        "tear": "T IH1 R", "tears": "T IH1 R Z", "every": "EH1 V R IY0", "different": "D IH1 F R AH0 N T",
        "family": "F AE1 M L IY0", "our": "AW1 R", "camera": "K AE1 M R AH0"}
# Words of two sounds: no rhyme can be trusted.
NO_ENDS = set(SUNG) | set("read close bow row sow dove minute bass use content desert present record object refuse".split())

# Never sung, even where a prompt has the word: slurs and obscenities.
UNSUNG = set("""rape raped raping rapist negro negroes nigger niggers nigga faggot fag fags dyke whore whores slut sluts bitch bitches
cunt cock cocks dicks pussy tits tit asses arse shit shits nipple penis vagina anal anus porn nazi hitler retarded cripple
midget tranny spic coon darky darkies squaw redskin chink gook kike homo breastfeed semen sperm ejaculate orgy whorehouse pimp
masturbate molest incest pedophile boob boobs""".split())

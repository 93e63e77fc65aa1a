# SPDX-License-Identifier: MIT
"""The names that are denied and asked for: always the same ones."""
import random

SEED = 7
ZONE_NAMES = 10_000
DENIED_NAMES = 1_000_000
DENIED_ASKED = 100_000
# Nine of ten are registrable domains, as on the usual lists; the others are hosts below one.
HOST_SHARE = 0.1

WORDS = """
account active alpha anchor apple archive autumn badge bank beacon berry billing blossom blue board bonus book border branch
bridge bright bronze build bundle button cable cactus camera canal candle canyon cargo cart castle cedar center chain change
charm chart cherry circle city claim clear click cloud club coast code coffee comet copper coral corner cotton crane credit
crown crystal daily data delta deposit desert digital direct dollar door double dragon dream drive eagle earth east echo
edge elder ember energy engine event ever falcon farm feather fern field final fire first flame flash fleet flower forest
forge fortune fox free fresh frost galaxy garden gate gem giant gift glass globe gold grand grape graph green grid group
harbor harvest hawk hazel health heart help hidden hill home honey horizon hotel house icon idea index island ivory ivy jade
jet join journey jungle key king kite lake lamp land laser laurel leaf legal lemon level light lily link lion live local
login lotus lucky lunar magic mail maple marble market master meadow media metal mint mirror mobile moment money moon
morning motor mountain music native nest network news night noble north nova oak ocean office olive onyx open orange orchid
order orion palace panda paper park path pay peak pearl phone photo pine pixel plain planet player plaza point polar pool
portal post prime print prize pulse purple quartz queen quick rain rapid raven record red refund reward ridge river road
robin rocket rose royal ruby safe sage sail sale salt sand school sea secure seed service shadow shell shine shop signal
silver sky smart snow social solar sound south spark speed spring square star station stone storm stream street studio
summer sun support swan swift table tiger time titan token tower track trade trail travel tree tulip turbo unity update
valley vault velvet verify vista wallet water wave web west whale wild willow wind winter wolf wonder wood world yellow zen
""".split()
SUFFIXES = "com com com com net org info xyz top online site shop club live icu co.uk com.br ru de io".split()
HOSTS = "www cdn ads track mail login static img api m".split()


def denied_names():
    """DENIED_NAMES different domains, in random order."""
    source = random.Random(SEED)
    names = {}
    while len(names) < DENIED_NAMES:
        name = f"{source.choice(WORDS)}{source.choice(('', '-'))}{source.choice(WORDS)}"
        if source.random() < 0.75:
            name += str(source.randrange(1000))
        name += "." + source.choice(SUFFIXES)
        if source.random() < HOST_SHARE:
            name = f"{source.choice(HOSTS)}.{name}"
        names[name] = None
    return list(names)


def zone_address(i):
    """Of qI.bench.test. Not a private one, which a filter against rebinding would rightly withhold."""
    return f"11.0.{i // 256}.{i % 256}"


def write_lines(path, lines):
    with open(path, "w") as file:
        file.writelines(line + "\n" for line in lines)


def write(work):
    """Writes zones, lists and queries; returns the denied names that are asked for."""
    soa = ["$TTL 3600", "@ SOA ns h 1 3600 600 86400 300", "@ NS ns", "ns A 11.255.0.1"]
    write_lines(f"{work}/bench.test.zone", soa + [f"q{i} A {zone_address(i)}" for i in range(ZONE_NAMES)])
    write_lines(f"{work}/open.test.zone", soa + ["@ A 11.1.0.1"])
    write_lines(f"{work}/deny_tiny", ["bench.test"])
    denied = denied_names()
    write_lines(f"{work}/deny_1m", denied)
    write_lines(f"{work}/deny_1m.unbound", [f'local-zone: "{name}" always_nxdomain' for name in denied])
    source = random.Random(SEED)
    asked = source.sample(denied, DENIED_ASKED)
    write_lines(f"{work}/ask_denied", [f"{name} A" for name in asked])
    order = source.sample(range(ZONE_NAMES), ZONE_NAMES)
    write_lines(f"{work}/ask_zone", [f"q{i}.bench.test A" for i in order])
    return asked

"""What the sample company sells, to whom, along which stages and at which rates; constants."""

from decimal import Decimal

SEGMENTS = (("SMB", 0.42, 5_200), ("Mid-market", 0.38, 17_000), ("Enterprise", 0.20, 58_000))
"""Name, share of the accounts, usual deal in US dollars."""

FALLEN_SEGMENT = "Mid-market"
"""Its conversion fell three weeks ago."""

INDUSTRIES = (
    "Manufacturing",
    "Healthcare",
    "Retail",
    "Logistics",
    "Finance",
    "Education",
    "Energy",
)
REGIONS = ("West", "Central", "East")

PRODUCTS = (
    # name, family, list price, share of the deals
    ("Beacon Start", "Beacon", 3_900, 0.24),
    ("Beacon Pro", "Beacon", 9_800, 0.27),
    ("Beacon Enterprise", "Beacon", 42_000, 0.13),
    ("Relay", "Relay", 6_500, 0.16),
    ("Relay Plus", "Relay", 14_500, 0.11),
    ("Onboarding", "Services", 4_800, 0.06),
    ("Premium Support", "Services", 11_000, 0.03),
)

SOURCES = (
    # name, share of the deals, what a month of it costs in US dollars, multiplies the chance to win
    ("Website", 0.27, 4_200, 1.0),
    ("Referral", 0.14, 0, 1.12),
    ("Outbound", 0.24, 6_800, 0.94),
    ("Partner", 0.12, 2_500, 1.06),
    ("Event", 0.10, 7_400, 0.98),
    ("Paid search", 0.10, 9_100, 0.92),
)
"""What is missing to 1 has no source."""

STAGES = (
    # name, kind, the CRM's own chance to win, mean days in it, chance to get on from it
    ("Qualification", "open", Decimal("0.10"), 20.0, 0.64),
    ("Discovery", "open", Decimal("0.20"), 26.0, 0.76),
    ("Proposal", "open", None, 27.0, 0.72),
    ("Legal review", "open", None, 13.0, 0.92),
    ("Negotiation", "open", Decimal("0.80"), 17.0, 0.84),
    ("Closed won", "won", Decimal(1), 0.0, 0.0),
    ("Closed lost", "lost", Decimal(0), 0.0, 0.0),
)
"""The stages; their ids are their places here, from 1."""

OPEN_STAGES = 5
WON_STAGE, LOST_STAGE = 6, 7
BOTTLENECK = 3
"""Place of the stage that deals have stayed in for much longer since a quarter of a year."""

LOST_REASONS = ("No decision", "Competitor", "Price", "No budget", "Timing")

DOLLARS_PER = {"USD": 1.0, "EUR": 1.09, "GBP": 1.27, "CHF": 1.13, "JPY": 0.0067}
"""About; the sample's rates sway round these."""

FOREIGN = (("EUR", 0.055), ("GBP", 0.03))
UNRATED = "SEK"
"""A currency that deals have and that no rate was given for."""

NAME_HEADS = (
    "Alder", "Birch", "Cobalt", "Dune", "Ember", "Fjord", "Gable", "Harrow", "Indigo", "Juniper",
    "Kestrel", "Lumen", "Marlow", "Nettle", "Onyx", "Pinecrest", "Quarry", "Russet", "Sable",
    "Tamarack", "Umber", "Vesper", "Willow", "Xenia", "Yarrow", "Zephyr", "Amber", "Basalt",
    "Cedar", "Dapple", "Elm", "Flint", "Grove", "Hazel", "Iris", "Jasper", "Kelp", "Linden",
    "Moss", "Nimbus",
)  # fmt: skip
NAME_TRADES = (
    "Robotics", "Foods", "Freight", "Clinics", "Textiles", "Optics", "Energy", "Schools", "Bank",
    "Paper", "Tools", "Labs", "Retail", "Motors", "Dairy", "Media", "Plastics", "Travel", "Steel",
    "Software", "Health", "Marine", "Farms", "Glass", "Insurance",
)  # fmt: skip
NAME_FORMS = ("", " Group", " Inc.", " Ltd", " GmbH", " Partners", " Co-op", " & Sons", " AG")
NAME_PLACES = (
    "", " North", " South", " Lakeside", " Riverton", " Hillside", " Bayview", " Eastgate",
    " Westbrook", " Midtown", " Harborside", " Stonefield", " Oakdale", " Fairmont", " Redwood",
    " Kingsway", " Millbrook", " Norwick", " Ashford", " Brookhaven",
)  # fmt: skip

ODD_ACCOUNTS = (
    "<!channel> Acme", "=HYPERLINK(\"http://example.com\",\"Acme\")", "Acme, Inc.", "ACME Inc",
    "*bold* & _Sons_", "☕ Kaffee & Tee 🚀", "شركة المثال", "Null", "O’Neill <b>Bros</b>",
)  # fmt: skip
ODD_NAMES = (
    "<!channel> urgent: sign today", "=HYPERLINK(\"http://example.com/x\",\"click\")",
    "*bold* _italic_ ~gone~ `code`", "🚀🚀 Rocket deal 🔥", "صفقة تجريبية",
    "<@U00000000> & friends",
    "@everyone +1", "-1+cmd|' /C calc'!A0", "Deal\twith\ttabs and  blanks", "$x^2$ \\frac{1}{2}",
    "Very long name " * 13 + "end", "\u202egnitset thgir ot tfel", "untitled",
)  # fmt: skip
"""Names as people and import tools have really left them in CRMs, and worse."""

DEAL_KINDS = ("new licence", "expansion", "renewal", "pilot", "rollout", "migration")

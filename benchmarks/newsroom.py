"""An invented newsroom to look at: a small town's paper, its neighbours, and what they wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic

OUTLETS = {
    "Northfield Gazette": "northfield.example", "The Harbour Times": "harbour-times.example",
    "Morning Account": "morning-account.example", "Coast Radio": "coastradio.example",
    "Valley Post": "valleypost.example", "Estuary News": "estuary.example",
    "The Lantern": "thelantern.example", "City Desk": "citydesk.example",
    "Tide & Weather": "tideandweather.example", "Public Record": "publicrecord.example",
    "Union Square Weekly": "unionsquare.example", "The Commuter": "thecommuter.example",
    "Health Courier": "healthcourier.example", "Schoolyard": "schoolyard.example",
    "Kitchen Table": "kitchentable.example", "Field & Farm": "fieldandfarm.example",
    "Le Courrier du Port": "courrier-du-port.example", "Вестник порта": "vestnik-porta.example",
    "صحيفة الميناء": "almina.example", "Gazeta Wybrzeża": "gazeta-wybrzeza.example",
    "The Night Shift": "nightshift.example", "Workbench": "workbench.example",
    "Second Reading": "secondreading.example", "Goal Line": "goalline.example",
}  # fmt: skip

# A topic, the stories under it, and how many articles each story has.
STORIES = {
    "Floods": {"the Ardlow dam": 46, "the Mill Street flood wall": 22, "the spring tide": 13,
               "the river gauges": 7, "insurance after the flood": 9},
    "Housing": {"the rent cap": 38, "the Old Cannery flats": 17, "empty homes on Quay Road": 11,
                "the housing register": 6},
    "Transport": {"the night ferry": 33, "the tram to Eastgate": 27, "bus line 14": 10,
                  "the cycle bridge": 15, "parking at the station": 5},
    "Elections": {"the mayoral race": 42, "the recount in Ward 6": 14, "the televised debate": 9},
    "Health": {"the maternity ward": 24, "the winter flu clinics": 12, "the ambulance wait": 16},
    "Schools": {"the new school catchments": 19, "free lunches": 12, "the sixth-form merger": 8},
    "Energy": {"the tidal turbines": 31, "the heat network": 13, "the smart meter refunds": 7},
    "Courts": {"the harbour contracts trial": 29, "the planning appeal": 9},
    "Fisheries": {"the herring quota": 18, "the oyster beds": 11, "the fish market move": 6},
    "Technology": {"the camera rules": 26, "the town app": 10, "the library's archive scan": 8},
    "Culture": {"the lighthouse festival": 21, "the Regal cinema": 12, "the choir's tour": 5},
    "Football": {"the cup run": 23, "the stadium lease": 9},
    "Weather": {"storm Agnes": 28, "the dry April": 7},
    "Business": {"the shipyard's last order": 20, "the Saturday market": 9, "the hotel strike": 14},
}  # fmt: skip
PARENTS = {"Floods": "Weather", "Fisheries": "Business", "Football": "Culture"}
WIDER = {"Floods": "Housing", "Elections": "Housing", "Transport": "Energy", "Courts": "Business",
         "Health": "Schools", "Technology": "Courts", "Energy": "Business"}  # fmt: skip
HEADLINES = (
    "What we know about {}", "Council delays its vote on {}", "Residents are split over {}",
    "A year on, {} is still unfinished business", "“We were not asked”: voices on {}",
    "The minister answers questions about {}", "Five numbers that explain {}",
    "Who pays for {}?", "Inquiry into {} hears its first witnesses", "The long road to {}",
    "Union and council agree on {}", "Experts urge caution over {}", "Letters: {}",
    "In pictures: {}", "How {} became the talk of the town", "Cost of {} rises again",
    "Fact check: three claims about {}", "Live: the meeting on {}", "Opinion: learn from {}",
    "Documents show early doubts about {}", "Deadline passes for {}", "Neighbours meet over {}",
    "{}: the timeline", "A night with the people behind {}", "Auditors question {}",
    "Petition on {} reaches 10,000 names", "Why {} matters beyond Northfield",
    "The data behind {}", "Explainer: {} in ninety seconds", "New date set for {}",
    "Mayor defends {}", "Campaigners celebrate a turn in {}", "Plans for {} go on display",
    "Court clears the way for {}", "Second thoughts about {}", "What other towns did about {}",
)  # fmt: skip
FOREIGN = {
    "Le Courrier du Port": "Ce que l’on sait : {}", "Вестник порта": "Что известно: {}",
    "صحيفة الميناء": "آخر الأخبار: {}", "Gazeta Wybrzeża": "Co wiemy: {}",
}  # fmt: skip


def newsroom() -> KnowledgeGraph:
    """Return some nine hundred invented articles; the same each time."""
    chance = Random(7)  # noqa: S311  # nothing here is secret
    names = list(OUTLETS)
    weights = [12 / (3 + at) for at in range(len(names))]
    articles: list[dict[str, Any]] = []
    ids: list[str] = []
    day = datetime(2022, 2, 1)
    for topic, stories in STORIES.items():
        for subject, count in stories.items():
            first = len(ids)
            start = day + timedelta(days=chance.randrange(900))
            wordings = chance.sample(HEADLINES, min(count, len(HEADLINES)))
            for at in range(count):
                (name,) = chance.choices(names, weights)
                words = FOREIGN.get(name, wordings[at % len(wordings)]).format(subject)
                if at >= len(wordings):
                    words += f", part {at // len(wordings) + 1}"
                url = f"https://{OUTLETS[name]}/{len(ids)}"
                date = start + timedelta(days=at * chance.random() * 9, hours=chance.random() * 12)
                about = {topic} | ({WIDER[topic]} if topic in WIDER and at % 5 == 0 else set())
                near = {first + (at + step) % count for step in (1, 2, 3, 5, 8)} - {len(ids)}
                if first and at % 9 == 0:
                    near.add(chance.randrange(first))
                ids.append(f"article:{sha256(url.encode()).hexdigest()[:16]}")
                articles.append(
                    {
                        "label": words[0].upper() + words[1:], "url": url, "curated": at % 3 == 0,
                        "abstract": f"Reporters of {name} went to see what {subject} means for the "
                        "people who live with it, and what comes next.",
                        "date_published": f"{date:%Y-%m-%dT%H:%M:%SZ}",
                        "image": f"https://{OUTLETS[name]}/{len(ids)}.jpg",
                        "publisher": f"outlet:{OUTLETS[name]}", "related_to": sorted(near),
                        "about": tuple(sorted(f"topic:{word.lower()}" for word in about)),
                    }
                )  # fmt: skip
    for values in articles:
        values["related_to"] = tuple(sorted(ids[other] for other in values["related_to"]))
    made = (Article(id_, "schema:NewsArticle", **values)
            for id_, values in zip(ids, articles, strict=True))  # fmt: skip
    return KnowledgeGraph(
        tuple(sorted(made, key=lambda article: article.id)),
        tuple(
            Outlet(f"outlet:{domain}", name, domain, url=f"https://{domain}/")
            for name, domain in sorted(OUTLETS.items(), key=lambda item: item[1])
        ),
        tuple(
            Topic(f"topic:{label.lower()}", label,
                  broader=f"topic:{PARENTS[label].lower()}" if label in PARENTS else None)
            for label in sorted(STORIES)
        ),
        title="Northfield, as the papers told it",
    )  # fmt: skip

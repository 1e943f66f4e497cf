"""The sample city as data: three documents, the units and accounts around them, what people said.

`city.json` holds units, groups, mandates, accounts and deputyships; `plans.json` names the files
under `plans/` with their publishers; `comments.json` tells each opinion as a short story. Words of
kind, role and state are those of models.py, except the states of a story: "drafted",
"answered_rated", "reopened" and "returned_with_guidance" name how far the story went.

Time is always told from today. `days_ago`, the values of `steps` and every `…_days_ago` count
working days back; `due_in` counts working days ahead (negative: already past); `issued_in`,
`opens_in`, `closes_in`, `starts_in` and `ends_in` count calendar days ahead. The words
"year_start", "year_end", "school_year_start" and "school_year_end" stand for days of the current
year. A plan's text is filled with: {year}, {school_year} ("2026 - 2027"), {issued_long}
("ngày 05 tháng 01 năm 2026"), {issued_month}, {issued_year}, {opens}, {closes}, {closes_month},
{closes_year}, {soon} (in 14 days) and {later} (in 60 days), days as dd/mm/yyyy, months as "01".
Bases of mandates use {year} and {school_year} alike.
"""

"""For whom a plan is and how long: audiences, rounds of opinions, days of publication, who has read."""

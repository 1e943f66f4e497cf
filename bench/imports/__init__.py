"""Measures how well documents are read, against labels that people made by hand.

`make bench-import` measures the project's own fixtures; with `PLANS=folder` also the documents in
that folder whose SHA-256 stands in `bench/imports/truth`. A label file says what the document
prints; it holds labels, kinds and places, never the sentences of a document:

`sha256`      of the labelled file
`printed`     the name of the text beside it that the places count in, where the file is no text
`damaged`     true where letters are lost: words of the head then only have to be nearly the same
`document`    type, number (without spaces) and issued_on as values; the rest as places; null or an
              empty list is what the document does not print. `signer` is the block, the name last.
`clauses`     [label, kind, depth, start, end of the heading or null, end, [[start, end] …]]: the
              places after `end` are the task lines that stand further below but tell of the clause
`tasks`       clause (its index), lead, supporting, time, due (from, to, repeats), deliverable,
              form; {"clause": 7, "optional": true} may be read as a task or not
`{"either": […]}` stands for a value where two answers are right.

A place is [start, end] in characters of the decoded text in NFC, from 0, the end left out.
What is right where people might differ, the same in every document:

Head. Only from the title block, so blanks stay null, and a cited directive lends its number to
nobody. The superior is printed above the issuer; a body that issues through its standing committee
may be read as one name or as the two lines that it prints. The title is what follows the type, over
all its lines; "(Ban hành kèm theo …)" may be part of it. A letter prints no type; its title is what
"V/v" names. Each act cited with a semicolon between is a legal basis of its own, "Theo đề nghị" and
"Xét đề nghị" are too, a mere "tình hình thực tế" is none. The sentence of the issuing body after
them is the opening, a clause. "QUYẾT ĐỊNH:" and the authority named in capitals below the title are
neither.

Clauses. A label is what one cites: the labels on the way joined by dots; "Điều 4" stands for
itself, and khoản and điểm join it ("Điều 4.2.a"). A number printed twice is a label twice; a
number left out leaves its clause without one; nothing is invented. An unnumbered heading is a
section without label, and what follows stands below it until a clause of its rank or above.
Each dash, plus, star or dot is a clause of its own (bullet), also inside a bullet; a paragraph
after bullets or between them is one too (paragraph). A bare dash, plus or star that only says who,
when, what comes out or in which form is no clause but a line of the clause that it tells of: the
nearest numbered one, or the one around the list when it tells of the whole list. With a letter or
number of its own it stays a clause. Every row of a table that holds words is a clause (row), heads
included; a table that lays out the title block or the signature is none. A document annexed to
another is a clause (annex: its type and title as heading, its opening as text) and labels count
anew after it, at depth 1. "Trên đây là …" or another last paragraph for the whole is the closing.

Tasks. A task is a clause for which the document says who does it or by when in a place meant for
it: by labels in it or in the clauses below it; in a row of a table that has a column for it; or in
a sentence that orders a named unit by a day, a period or every year. Where a document has no such
labels and no such table, a clause is a task of the unit that its heading names or that it begins
with, and of the unit that it is given to by "Giao …", "Yêu cầu …" or "Đề nghị …"; where it has
them, these clauses repeat them and may be read or not, as may clauses below a task that name no
unit of their own. Names are as printed, one for each body; a group is one name. A form to be
filled in is no table of tasks. A time is the words after its label; its rule has the first and
last day that follow from them, null where it is open or depends on another event.
"""

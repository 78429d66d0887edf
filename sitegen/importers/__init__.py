"""From what a writer has to an article that builds: answers, pasted text, a Word document, a saved page.

The one idea: whatever comes in becomes a `Document` of plain blocks; `recognise` reads title, date, byline and captions out of it and says
of each what it guessed and from which words; `writing` puts the article beside its photos, reads it back with the portal's own eyes, and
compares the words. So nothing is lost in silence, and each source needs only its own reading (`plain`; `word` with `unpacked`; `web` with
`elements`). The portal knows nothing of this room: it meets its work as files.
"""

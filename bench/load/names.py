"""Names of people for many contacts: common ones often, and a long tail of made-up ones."""

FIRST = (
    "Maria James Anna Robert Fatima John Wei Michael Olga David Aisha William Ana Richard Yuki Joseph Elena "
    "Thomas Mohammed Charles Sofia Christopher Ines Daniel Priya Matthew Ingrid Anthony Chloe Mark Katarzyna "
    "Steven Amelie Andrew Zeynep Paul Lucia Joshua Emma Kenneth Nadia Kevin Laura Brian Julia George Marta "
    "Timothy Helga Ronald Alice Jason Clara Edward Nora Jeffrey Ivan Ryan Pedro Jacob Hans Gary Luca Nicholas"
).split()

LAST = (
    "Smith Garcia Johnson Müller Williams Nguyen Brown Ivanov Jones Kowalski Davis Rossi Miller Silva Wilson "
    "Dubois Moore Yilmaz Taylor Andersson Anderson Novak Thomas Nielsen Jackson Papadopoulos White Fernandez "
    "Harris Schmidt Martin Weber Thompson Larsson Martinez O'Brien Robinson Horvat Clark Popescu Rodriguez "
    "Jansen Lewis Virtanen Lee Kim Walker Tanaka Hall Sato Allen Chen Young Wang Hernandez Singh King Kumar"
).split()

STARTS = "Al An Bar Bel Cor Dan El Fer Gal Har Is Jan Kal Lor Mar Nor Os Pel Quin Ras Sel Tor Ul Ver Wal Yar Zel".split()
MIDDLES = "a e i o u an en in on ar er or al el il and end ing ost ick".split()
ENDS = "a o e son sen man ez ski ov ini ard elle ius wyn ton ley ford berg stein well".split()


def common(random, words):
    """One of a list; the first is five times as common as the last of fifty."""
    return random.choices(words, [1 / (10 + i) for i in range(len(words))])[0]


def made_up(random):
    """A word that looks like a name, out of some ten thousand."""
    return random.choice(STARTS) + random.choice(MIDDLES) + random.choice(ENDS)


def person(random):
    """A name of a person."""
    first = common(random, FIRST) if random.random() < 0.6 else made_up(random)
    last = common(random, LAST) if random.random() < 0.3 else made_up(random)
    return f"{first} {last}"

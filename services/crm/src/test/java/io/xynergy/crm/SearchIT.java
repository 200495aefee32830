package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SearchIT {

    private static RunningCrm crm;

    @BeforeAll
    static void start() throws Exception {
        crm = RunningCrm.start();
        String[][] contacts = {
            {"Michael Schmidt", "m.schmidt@example.org", "active", "person"},
            {"Micaela Schmid", "micaela@example.org", "lead", "person"},
            {"Jürgen Groß", "jg@example.org", "active", "person"},
            {"María-José O'Brien", "maria@example.org", "active", "person"},
            {"Мария Иванова", "ivanova@example.org", "active", "person"},
            {"李小龍", "bruce@example.org", "active", "person"},
            {"Smith & Sons", "smith@example.org", "active", "company"},
            {"Anna Smith", "anna@example.org", "lead", "person"},
            {"Peter Miller", "anderson@example.org", "active", "person"},
        };
        for (String[] contact : contacts) {
            crm.create(
                    "acme",
                    """
                    {"name":"%s","email":"%s","status":"%s","type":"%s"}
                    """
                            .formatted((Object[]) contact));
        }
        crm.create("rival", "{\"name\":\"Michael Schmidt\",\"email\":\"secret@rival.org\"}");
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static List<String> find(String text, String... more) throws Exception {
        String query = "/contacts?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        Reply reply = crm.get("acme", query + String.join("", more));
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.items("name");
    }

    @Test
    void theBeginningOfANameFindsIt() throws Exception {
        assertThat(find("mic")).startsWith("Micaela Schmid", "Michael Schmidt");
        assertThat(find("MICHAEL S")).startsWith("Michael Schmidt");
        assertThat(find("m")).hasSize(4).endsWith("Peter Miller");
    }

    @Test
    void caseAccentsAndPunctuationDoNotMatter() throws Exception {
        assertThat(find("jurgen gross")).containsExactly("Jürgen Groß");
        assertThat(find("JÜRGEN")).startsWith("Jürgen Groß");
        assertThat(find("maria jose obrien")).startsWith("María-José O'Brien");
    }

    @Test
    void namesWithMistakesAreFound() throws Exception {
        assertThat(find("micheal schmit")).startsWith("Michael Schmidt");
        assertThat(find("schmitd")).contains("Michael Schmidt");
        assertThat(find("smiht")).contains("Anna Smith", "Smith & Sons");
    }

    @Test
    void eachWordOfAMisspeltNameCounts() throws Exception {
        assertThat(find("micheal smiht")).isEmpty();
        assertThat(find("schmit micheal")).containsExactly("Michael Schmidt");
        assertThat(find("jurgn grosss")).containsExactly("Jürgen Groß");
        assertThat(find("marya josef obrian")).containsExactly("María-José O'Brien");
        assertThat(find("micheal xqzw")).as("a word like none").contains("Michael Schmidt");
    }

    @Test
    void aNameIsFoundByAMistakeAsSoonAsItIsChanged() throws Exception {
        Reply made = crm.post("renamed", "/contacts", "{\"name\":\"Wilhelmina Brandt\"}");
        Reply changed =
                crm.patch(
                        "renamed", "/" + made.header("Location"), "{\"name\":\"Theodora Brandt\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(crm.get("renamed", "/contacts?q=teodora").items("name"))
                .containsExactly("Theodora Brandt");
        assertThat(crm.get("renamed", "/contacts?q=wilhelmine").items("name")).isEmpty();
    }

    @Test
    void aLastNameIsFoundBehindNamesThatBeginWithIt() throws Exception {
        assertThat(find("smith")).startsWith("Smith & Sons", "Anna Smith");
        assertThat(find("smith a")).startsWith("Anna Smith");
        assertThat(find("schmidt michael")).startsWith("Michael Schmidt");
    }

    @Test
    void wordsWithinANameAreFound() throws Exception {
        assertThat(find("jose")).contains("María-José O'Brien");
        assertThat(find("schmidt michael")).startsWith("Michael Schmidt");
    }

    @Test
    void namesInAnyScriptAreFound() throws Exception {
        assertThat(find("мария")).startsWith("Мария Иванова");
        assertThat(find("ИВАНОВА")).startsWith("Мария Иванова");
        assertThat(find("Мариа")).startsWith("Мария Иванова");
        assertThat(find("李小")).startsWith("李小龍");
        assertThat(find("小龍")).contains("李小龍");
    }

    @Test
    void theBeginningOfAnAddressFindsIt() throws Exception {
        assertThat(find("Anderson@")).containsExactly("Peter Miller");
        assertThat(find("an")).containsExactly("Anna Smith", "Peter Miller");
    }

    @Test
    void filtersNarrowASearch() throws Exception {
        assertThat(find("smith", "&type=company")).containsExactly("Smith & Sons");
        assertThat(find("mic", "&status=lead")).containsExactly("Micaela Schmid");
        assertThat(find("smiht", "&status=lead")).containsExactly("Anna Smith");
        assertThat(find("mic", "&updatedSince=2100-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void textsThatFindNothingFindNothing() throws Exception {
        for (String text : new String[] {"xqzw", "%", "_", "''", "a\\b", "{", "()&|!:*"}) {
            assertThat(find(text)).as(text).isEmpty();
        }
        assertThat(find("%ichael")).as("no pattern, but similar").contains("Michael Schmidt");
    }

    @Test
    void noOtherTenantsContactIsFound() throws Exception {
        assertThat(crm.get("acme", "/contacts?q=secret@rival.org").items("id")).isEmpty();
        assertThat(crm.get("rival", "/contacts?q=michael").items("email"))
                .containsExactly("secret@rival.org");
        assertThat(crm.get("nobody", "/contacts?q=michael").items("id")).isEmpty();
    }

    @Test
    void pagesOfASearchGiveEachMatchOnce() throws Exception {
        List<String> contacts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            contacts.add("{\"name\":\"Robert Nr %d\"}".formatted(i % 20));
            contacts.add("{\"name\":\"Nr %d\",\"email\":\"robert%d@x.org\"}".formatted(i, i));
            contacts.add("{\"name\":\"Old Robert %d\"}".formatted(i));
            contacts.add("{\"name\":\"Rupert %d\"}".formatted(i));
        }
        assertThat(crm.post("pages", "/contacts/batch", contacts.toString()).status())
                .isEqualTo(201);
        List<String> ids = new ArrayList<>();
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = crm.get("pages", "/contacts?q=robert&limit=7" + cursor);
            ids.addAll(page.items("id"));
            names.addAll(page.items("name"));
            cursor = page.nextCursor().isEmpty() ? "" : "&cursor=" + page.nextCursor();
        } while (!cursor.isEmpty());
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(names.subList(0, 40)).allMatch(name -> name.startsWith("Robert Nr"));
        assertThat(names.subList(40, 80)).allMatch(name -> name.startsWith("Nr"));
        assertThat(names.subList(80, 120)).allMatch(name -> name.startsWith("Old Robert"));
        assertThat(names).as("enough was found that is more similar").hasSize(120);
    }
}

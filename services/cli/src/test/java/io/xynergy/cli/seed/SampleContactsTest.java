package io.xynergy.cli.seed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleContactsTest {

    private static final SampleContacts CONTACTS = new SampleContacts(7);

    @Test
    void theSameSeedGivesTheSameContactsHoweverTheyAreAskedFor() throws Exception {
        List<Object> whole = contacts(CONTACTS.batch(0, 200));
        List<Object> parts = new ArrayList<>(contacts(new SampleContacts(7).batch(150, 50)));
        parts.addAll(0, contacts(new SampleContacts(7).batch(0, 150)));
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void anotherSeedGivesOthers() throws Exception {
        assertThat(contacts(new SampleContacts(8).batch(0, 100)))
                .doesNotContainAnyElementsOf(contacts(CONTACTS.batch(0, 100)));
    }

    @Test
    void noTwoHaveTheSameAddressAndNoneIsAnybodys() throws Exception {
        List<Object> addresses =
                contacts(CONTACTS.batch(0, 20_000)).stream()
                        .map(contact -> ((Map<?, ?>) contact).get("email"))
                        .filter(Objects::nonNull)
                        .map(Object.class::cast)
                        .toList();
        assertThat(addresses)
                .hasSizeBetween(19_000, 19_800)
                .doesNotHaveDuplicates()
                .allSatisfy(address ->
                        assertThat((String) address)
                                .hasSizeLessThan(254)
                                .matches(
                                        "[a-z0-9.-]{3,64}@[a-z0-9]([a-z0-9-]*[a-z0-9])?\\.example"));
    }

    @Test
    void theyLookAsIfSomebodyHadThem() throws Exception {
        List<Object> contacts = contacts(CONTACTS.batch(0, 5000));
        for (Object contact : contacts) {
            Map<?, ?> fields = (Map<?, ?>) contact;
            assertThat((String) fields.get("name")).isNotBlank().hasSizeLessThan(200);
            assertThat(String.valueOf(fields.get("customFields")))
                    .contains("company=", "city=", "country=", "phone=");
        }
        assertThat(values(contacts, "type")).containsExactlyInAnyOrder("person", "company");
        assertThat(values(contacts, "status")).hasSize(4);
        assertThat(values(contacts, "relationshipType")).hasSize(5);
        assertThat(values(contacts, "source")).hasSize(4);
        assertThat(values(contacts, "name")).hasSizeGreaterThan(4500);
    }

    @ParameterizedTest
    @CsvSource({
        "Åsa Öström,         asa-ostrom",
        "Łukasz,             lukasz",
        "D'Amore and Wiza,   damore-and-wiza",
        "Krämer & Söhne KG., kramer-sohne-kg",
        "漢字,                x"
    })
    void namesBecomePartsOfAddresses(String name, String slug) {
        assertThat(Country.slug(name)).isEqualTo(slug);
    }

    private static Set<Object> values(List<Object> contacts, String field) {
        return contacts.stream()
                .map(contact -> ((Map<?, ?>) contact).get(field))
                .collect(Collectors.toSet());
    }

    private static List<Object> contacts(byte[] batch) throws Exception {
        Object contacts = JSONObjectUtils.parse(new String(batch, UTF_8)).get("contacts");
        return List.copyOf((List<?>) Objects.requireNonNull(contacts));
    }
}

package io.xynergy.cli.seed;

import io.xynergy.kit.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Contacts that nobody has and that look as if somebody had: each is made of the seed and its
 * number alone, so that the same seed gives the same contacts in any order.
 */
final class SampleContacts {

    private static final List<String> LOCALES =
            List.of(
                    "en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "pl-PL", "it-IT", "pt-BR",
                    "sv-SE");

    /** Frequent ones come more than once. */
    private static final List<String> RELATIONSHIPS =
            List.of(
                    "lead",
                    "lead",
                    "lead",
                    "lead",
                    "customer",
                    "customer",
                    "customer",
                    "partner",
                    "vendor",
                    "investor");

    private static final List<String> STATUSES =
            List.of(
                    "active",
                    "active",
                    "active",
                    "active",
                    "active",
                    "active",
                    "inactive",
                    "inactive",
                    "archived",
                    "blocked");

    private static final List<String> SOURCES =
            List.of("gmail", "gmail", "gmail", "slack", "slack", "import", "import", "web");

    private static final int COMPANY_PERCENT = 15;
    private static final int WITHOUT_ADDRESS_PERCENT = 3;

    private final long seed;
    private final List<Country> countries;

    SampleContacts(long seed) {
        this.seed = seed;
        this.countries =
                LOCALES.stream()
                        .map(tag -> Country.draw(Locale.forLanguageTag(tag), seed))
                        .toList();
    }

    /** The request for a batch of contacts, from number {@code first} on. */
    byte[] batch(long first, int size) {
        var json = new JsonWriter().openObject().name("contacts").openArray();
        for (int i = 0; i < size; i++) {
            write(json, first + i);
        }
        return json.closeArray().closeObject().toBytes();
    }

    private void write(JsonWriter json, long number) {
        // the generator's own mixing keeps neighbouring numbers apart
        var random = new SplittableRandom(seed ^ new SplittableRandom(number).nextLong());
        Country country = countries.get(random.nextInt(countries.size()));
        String company = Country.one(country.companies(), random);
        boolean person = random.nextInt(100) >= COMPANY_PERCENT;
        String first = Country.one(country.firstNames(), random);
        String last = Country.one(country.lastNames(), random);
        json.openObject();
        json.member("type", person ? "person" : "company");
        json.member("name", person ? first + " " + last : company);
        if (random.nextInt(100) >= WITHOUT_ADDRESS_PERCENT) {
            String local = person ? Country.slug(first) + "." + Country.slug(last) : "office";
            json.member("email", address(local, number, company));
        }
        json.member("relationshipType", Country.one(RELATIONSHIPS, random));
        json.member("status", Country.one(STATUSES, random));
        json.member("source", Country.one(SOURCES, random));
        writeCounts(json, random);
        json.name("customFields").openObject();
        json.member("company", company);
        if (person) {
            json.member("jobTitle", Country.one(country.jobs(), random));
        }
        json.member("city", Country.one(country.cities(), random));
        json.member("country", country.name());
        json.member("phone", Country.one(country.phones(), random));
        json.closeObject().closeObject();
    }

    /** The number keeps it unique; the domain is one that nobody can have (RFC 2606 section 2). */
    private static String address(String local, long number, String company) {
        String domain = Country.slug(company);
        String label = domain.substring(0, Math.min(domain.length(), 40)).replaceAll("-$", "");
        return "%s.%s@%s.example"
                .formatted(
                        local.substring(0, Math.min(local.length(), 40)),
                        Long.toString(number, Character.MAX_RADIX),
                        label);
    }

    /** Many have little contact and few have much. */
    private static void writeCounts(JsonWriter json, RandomGenerator random) {
        int emails = (int) (random.nextExponential() * 12);
        int messages = (int) (random.nextExponential() * 5);
        json.member("interactionCount", emails + messages + random.nextInt(4));
        json.member("emailCount", emails);
        json.member("slackMessageCount", messages);
    }
}

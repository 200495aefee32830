package io.xynergy.cli.seed;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * Names of people, companies and places of one country.
 *
 * <p>They are drawn from the library once: putting a million contacts together from them is a
 * hundred times faster than asking it for each.
 */
record Country(
        String name,
        List<String> firstNames,
        List<String> lastNames,
        List<String> companies,
        List<String> jobs,
        List<String> cities,
        List<String> phones) {

    private static final int DRAWN = 400;

    /** Letters that Unicode does not decompose, as addresses have them. */
    private static final Map<String, String> LETTERS =
            Map.of("ß", "ss", "ø", "o", "ł", "l", "æ", "ae", "œ", "oe", "đ", "d");

    /** Draws the names of a locale's country. */
    static Country draw(Locale locale, long seed) {
        var random = new Random(seed);
        var faker = new Faker(locale, random);
        return new Country(
                locale.getDisplayCountry(Locale.ENGLISH),
                many(() -> faker.name().firstName()),
                many(() -> faker.name().lastName()),
                many(() -> faker.company().name()),
                many(() -> faker.job().title()),
                many(() -> faker.address().city()),
                many(() -> faker.phoneNumber().cellPhone()));
    }

    private static List<String> many(Supplier<String> one) {
        return Stream.generate(one).limit(DRAWN).toList();
    }

    static String one(List<String> names, RandomGenerator random) {
        return names.get(random.nextInt(names.size()));
    }

    /** The part of an address that stands for a name: small letters, digits and single dashes. */
    static String slug(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            small = small.replace(letter.getKey(), letter.getValue());
        }
        String ascii = Normalizer.normalize(small, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        String slug = ascii.replaceAll("['.]", "").replaceAll("[^a-z0-9]+", "-");
        String trimmed = slug.replaceAll("^-|-$", "");
        return trimmed.isEmpty() ? "x" : trimmed;
    }
}

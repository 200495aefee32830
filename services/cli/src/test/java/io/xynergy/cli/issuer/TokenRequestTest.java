package io.xynergy.cli.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRequestTest {

    private static final String NAME_LETTERS = "abcXYZ019.-_@+&=%;/é漢\"'";

    @Test
    void whatIsNotSaidIsUsual() throws Exception {
        TokenRequest request = read("grant_type=client_credentials&user=ann");
        assertThat(request)
                .isEqualTo(
                        new TokenRequest(
                                "ann",
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                TokenRequest.USUAL_LIFETIME));
    }

    @Test
    void rolesAndScopesAreSeparatedBySpacesOrCommas() throws Exception {
        TokenRequest request =
                read("grant_type=client_credentials&user=a&roles=x,y+z&roles=w&scope=one+two");
        assertThat(request.roles()).containsExactly("x", "y", "z", "w");
        assertThat(request.scopes()).containsExactly("one", "two");
    }

    @Test
    void aParameterWithoutAValueCountsAsAbsent() throws Exception {
        assertThat(read("grant_type=client_credentials&user=a&tenant=&expires_in=").tenant())
                .isEmpty();
    }

    @Test
    void unknownParametersAreIgnored() throws Exception {
        assertThat(read("grant_type=client_credentials&user=a&client_id=b&nonce=c").user())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    user=a                                              | grant_type is missing
                    grant_type=&user=a                                  | grant_type is missing
                    grant_type=client_credentials                       | user is missing
                    grant_type=client_credentials&user=a&user=b         | user comes more than once
                    grant_type=client_credentials&user=a%00b            | no control characters
                    grant_type=client_credentials&user=a&tenant=b%0Ac   | tenant: expected at most 128
                    grant_type=client_credentials&user=a&roles=b%7Fc    | roles: expected at most 128
                    grant_type=client_credentials&user=a&expires_in=0   | expires_in: expected seconds from 1 to 2592000
                    grant_type=client_credentials&user=a&expires_in=-5  | expires_in: expected
                    grant_type=client_credentials&user=a&expires_in=1h  | expires_in: expected
                    grant_type=client_credentials&user=a&expires_in=2592001 | expires_in: expected
                    """)
    void badInputIsRefusedByItsName(String form, String message) {
        assertThatThrownBy(() -> read(form))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((RefusedRequestException) e).code())
                .isEqualTo("invalid_request");
    }

    @Test
    void anotherGrantHasItsOwnCode() {
        assertThatThrownBy(() -> read("grant_type=password&user=a"))
                .extracting(e -> ((RefusedRequestException) e).code())
                .isEqualTo("unsupported_grant_type");
    }

    @Test
    void lengthsAndNumbersAreBounded() throws Exception {
        String form = "grant_type=client_credentials&user=";
        assertThat(read(form + "u".repeat(128)).user()).hasSize(128);
        assertThatThrownBy(() -> read(form + "u".repeat(129))).hasMessageStartingWith("user: ");
        assertThat(read(form + "a&roles=" + "r,".repeat(100)).roles()).hasSize(100);
        assertThatThrownBy(() -> read(form + "a&roles=" + "r,".repeat(101)))
                .hasMessage("roles: expected at most 100 names");
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            var request =
                    new TokenRequest(
                            text(random),
                            random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(),
                            texts(random),
                            texts(random),
                            Duration.ofSeconds(1 + random.nextInt(2_592_000)));
            assertThat(read(request.form())).as("seed %d", seed).isEqualTo(request);
        }
    }

    private static List<String> texts(Random random) {
        return Stream.generate(() -> text(random)).limit(random.nextInt(4)).toList();
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        do {
            text.append(NAME_LETTERS.charAt(random.nextInt(NAME_LETTERS.length())));
        } while (random.nextInt(8) > 0 && text.length() < 128);
        return text.toString();
    }

    private static TokenRequest read(String form) throws RefusedRequestException {
        Map<String, List<String>> parameters = new TreeMap<>();
        UriQuery query = UriQuery.create(form);
        query.names().forEach(name -> parameters.put(name, query.all(name)));
        return TokenRequest.read(Parameters.create("form", parameters));
    }
}

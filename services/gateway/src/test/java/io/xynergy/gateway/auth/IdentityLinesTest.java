package io.xynergy.gateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import io.xynergy.kit.identity.IdentitySettings;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.tenant.Caller;
import io.xynergy.kit.tenant.Callers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What services are told of a caller, and that they read it as it was meant. */
final class IdentityLinesTest {

    /** Believes the lines as they are. */
    private static final Callers SERVICE = service();

    private static Callers service() {
        try {
            return Callers.of(
                    IdentitySettings.off(), InstantSource.system(), System::nanoTime, new Meters());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lines(
            String user, @Nullable String tenant, List<String> roles, List<String> scopes) {
        var claims =
                new Principal.Claims(user, tenant, new Names(roles, true), new Names(scopes, true));
        return new String(IdentityLines.of("corp", claims), US_ASCII);
    }

    /** Reads the lines as a service does. */
    private static Caller read(String lines) {
        WritableHeaders<?> headers = WritableHeaders.create();
        for (String line : lines.split("\r\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.add(
                        HeaderNames.create(line.substring(0, colon)), line.substring(colon + 2));
            }
        }
        return Objects.requireNonNull(
                SERVICE.identify(ServerRequestHeaders.create(headers)).caller());
    }

    @Test
    void plainNamesStayReadable() {
        assertThat(
                        lines(
                                "ann@acme.example",
                                "acme",
                                List.of("crm:admin", "ops"),
                                List.of("a", "b")))
                .isEqualTo(
                        """
                        X-Xynergy-User: ann@acme.example
                        X-Xynergy-Tenant: acme
                        X-Xynergy-Roles: crm:admin,ops
                        X-Xynergy-Scopes: a b
                        X-Xynergy-Issuer: corp
                        """
                                .replace("\n", "\r\n"));
    }

    @Test
    void whatIsNotKnownIsNotSaid() {
        assertThat(lines("ann", null, List.of(), List.of()))
                .isEqualTo("X-Xynergy-User: ann\r\nX-Xynergy-Issuer: corp\r\n");
    }

    @Test
    void separatorsWithinNamesSurvive() {
        Caller caller = read(lines("a b", "t,u", List.of("x,y", "z w", "100%"), List.of("p q+r")));

        assertThat(caller.user()).isEqualTo("a b");
        assertThat(caller.tenant()).isEqualTo("t,u");
        assertThat(caller.roles()).containsExactlyInAnyOrder("x,y", "z w", "100%");
        assertThat(caller.scopes()).containsExactly("p q+r");
    }

    @Test
    void noValueCanBreakOutOfItsLine() {
        assertThat(IdentityLines.encode("a\r\nX-Xynergy-User: root"))
                .isEqualTo("a%0D%0AX-Xynergy-User:%20root");
    }

    @Test
    void servicesReadWhatTheTokenSaid() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            String user = text(random, 128);
            String tenant = text(random, 128);
            List<String> roles = texts(random);
            List<String> scopes = texts(random);
            String lines = lines(user, tenant, roles, scopes);

            assertThat(lines.chars().allMatch(c -> c == '\r' || c == '\n' || c >= ' ' && c < 0x7f))
                    .isTrue();
            Caller caller = read(lines);
            assertThat(caller.user()).isEqualTo(user);
            assertThat(caller.tenant()).isEqualTo(tenant);
            assertThat(caller.roles()).isEqualTo(Set.copyOf(roles));
            assertThat(caller.scopes()).isEqualTo(Set.copyOf(scopes));
            assertThat(caller.issuer()).isEqualTo("corp");
        }
    }

    @Test
    void whatHasNoRoomIsLeftOutAndSaid() {
        List<String> many =
                IntStream.range(0, 400).mapToObj(i -> "role-%013d".formatted(i)).toList();
        String user = "\u00e9".repeat(128);

        String roles = lines(user, user, many, List.of("a", "b"));
        assertThat(roles).hasSizeLessThanOrEqualTo(IdentityLines.LONGEST);
        assertThat(roles).hasSizeGreaterThan(IdentityLines.LONGEST - 60);
        assertThat(roles).contains("\r\nX-Xynergy-Incomplete: roles\r\n");
        Caller caller = read(roles);
        assertThat(caller.user()).isEqualTo(user);
        assertThat(caller.scopes()).containsExactlyInAnyOrder("a", "b");
        assertThat(many).containsAll(caller.roles());

        String both = lines(user, user, many, many);
        assertThat(both).hasSizeLessThanOrEqualTo(IdentityLines.LONGEST);
        assertThat(both).contains("\r\nX-Xynergy-Incomplete: roles,scopes\r\n");
        assertThat(read(both).issuer()).isEqualTo("corp");
    }

    @Test
    void whatTheTokenDoesNotCarryIsSaid() {
        var claims = new Principal.Claims("ann", null, new Names(List.of(), false), Names.of("a"));

        assertThat(new String(IdentityLines.of("corp", claims), US_ASCII))
                .isEqualTo(
                        """
                        X-Xynergy-User: ann
                        X-Xynergy-Scopes: a
                        X-Xynergy-Incomplete: roles
                        X-Xynergy-Issuer: corp
                        """
                                .replace("\n", "\r\n"));
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>();
        for (int count = random.nextInt(6); count > 0; count--) {
            texts.add(text(random, 20));
        }
        return texts;
    }

    /** Characters that tokens may have, those that mean something in headers above all. */
    private static String text(Random random, int longest) {
        var text = new StringBuilder();
        int length = random.nextInt(1, longest + 1);
        while (text.length() < length) {
            int c =
                    switch (random.nextInt(4)) {
                        case 0 -> ", %+;=\"\\:@/".charAt(random.nextInt(11));
                        case 1 -> random.nextInt(' ', 0x7f);
                        case 2 -> random.nextInt(0xa0, 0xd800);
                        default -> 0x1f600 + random.nextInt(64);
                    };
            if (text.length() + Character.charCount(c) <= length) {
                text.appendCodePoint(c);
            }
        }
        return text.toString();
    }
}

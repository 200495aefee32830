package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is and who asks.
 *
 * @param jdbc without user and password
 */
record DatabaseUrl(String jdbc, String user, String password) {

    private static final String JDBC = "jdbc:";
    private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");
    private static final String FORM =
            "--db: expected postgres://USER:PASSWORD@HOST[:PORT]/DATABASE or its jdbc:postgresql: form";

    /** Reads what people copy: {@code postgres:}, {@code postgresql:} and {@code jdbc:} URLs. */
    static DatabaseUrl parse(String text) throws StackException {
        URI uri = uri(text.startsWith(JDBC) ? text.substring(JDBC.length()) : text);
        var query = new Query(uri.getRawQuery());
        String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        String user = login[0].isEmpty() ? query.take("user") : decoded(login[0]);
        String password = login.length < 2 ? query.take("password") : decoded(login[1]);
        if (user.isEmpty()) {
            throw StackException.input(FORM + "; the user is missing");
        }
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String jdbc =
                "jdbc:postgresql://%s:%d%s%s".formatted(uri.getHost(), port, uri.getPath(), query);
        return new DatabaseUrl(jdbc, user, password);
    }

    /** No message has the text in it, which has a password in it. */
    private static URI uri(String text) throws StackException {
        try {
            var uri = new URI(text);
            String path = Optional.ofNullable(uri.getPath()).orElse("");
            if (SCHEMES.contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && path.length() > 1) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw StackException.input(FORM);
        }
        throw StackException.input(FORM);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    /** The parameters behind the question mark. */
    private static final class Query {
        private final List<String> parameters = new ArrayList<>();

        Query(@Nullable String raw) {
            if (raw != null) {
                parameters.addAll(List.of(raw.split("&")));
            }
        }

        /** The value of a parameter, which is then no longer there; empty without one. */
        String take(String name) {
            Optional<String> found =
                    parameters.stream().filter(p -> p.startsWith(name + "=")).findFirst();
            found.ifPresent(parameters::remove);
            return found.map(p -> decoded(p.substring(name.length() + 1))).orElse("");
        }

        @Override
        public String toString() {
            return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
        }
    }

    /** Where it is, as messages say it. */
    String where() {
        return jdbc.replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*$", "");
    }

    @Override
    public String toString() {
        return "DatabaseUrl[" + user + "@" + where() + "]";
    }
}

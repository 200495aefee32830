package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.cli.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --only}, {@code --db}, {@code --redis} and {@code --clean}; the servers that run already
 * are those of another stack, in the place of a company's.
 */
class ChoicesIT {

    private static final int OK = 0;
    private static final int INVALID = 1;
    private static final String OWNER = "shop:shop%2F%2B%20sesame";
    private static final String CONTACTS = "/api/v2/crm/contacts";

    @TempDir private static Path directory;
    private static RunningStack company;

    private final Path checkout = Checkout.root();

    @BeforeAll
    static void start() throws Exception {
        company =
                RunningStack.start(
                                Checkout.root(),
                                directory.resolve("company"),
                                "--only",
                                "postgres,redis")
                        .awaitReady();
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE shop LOGIN CREATEROLE PASSWORD 'shop/+ sesame'");
            statement.execute("CREATE ROLE reader LOGIN PASSWORD 'sesame'");
            statement.execute("CREATE DATABASE sales OWNER shop");
        }
    }

    @AfterAll
    static void stop() {
        company.close();
    }

    private static Connection superuser() throws SQLException, IOException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s/postgres".formatted(company.where("postgres")),
                "postgres",
                company.password("postgres"));
    }

    private static String database(String login) {
        return "postgres://%s@%s/sales".formatted(login, company.where("postgres"));
    }

    @Test
    void onlyWhatIsAskedForIsStarted() throws Exception {
        assertThat(company.output())
                .contains("postgres  127.0.0.1:", "redis     127.0.0.1:", "Ctrl-C stops all")
                .doesNotContain("gateway", "issuer", "crm  ", "curl");
        assertThat(company.part("postgres")).isPresent();
        assertThat(company.part("redis")).isPresent();
        assertThat(company.part("crm")).isEmpty();
    }

    @Test
    void aDatabaseOfSomebodyElsesIsUsedByItsOwner() throws Exception {
        String url = database(OWNER);
        Path data = directory.resolve("with-database");
        String contact;
        try (RunningStack stack =
                RunningStack.start(checkout, data, "--only", "gateway,crm", "--db", url)
                        .awaitReady()) {
            assertThat(stack.output()).doesNotContain("sesame", "new database", "also started");
            assertThat(stack.part("postgres")).isEmpty();
            String token = stack.token("ann", "acme");
            contact = stack.post(CONTACTS, token, "{\"name\":\"Kept there\"}").body();
            assertThat(contact).contains("\"name\":\"Kept there\"");
            assertThat(stack.get(CONTACTS, token).body()).contains(contact);
            assertThat(stack.controlC()).as(stack.output()).isEqualTo(OK);
        }
        try (RunningStack again =
                RunningStack.start(checkout, data, "--only", "gateway,crm", "--db", url)
                        .awaitReady()) {
            assertThat(again.get(CONTACTS, again.token("ann", "acme")).body()).contains(contact);
        }
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://%s/sales".formatted(company.where("postgres")),
                                "postgres",
                                company.password("postgres"));
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT tenant_id, name FROM crm.contact")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("acme");
            assertThat(rows.getString(2)).isEqualTo("Kept there");
        }
    }

    @Test
    void aDatabaseThatRefusesTheUserIsNamedWithoutThePassword() throws Exception {
        refused(
                "the database at %s/sales cannot be prepared: "
                        .formatted(company.where("postgres")),
                "--only",
                "crm",
                "--db",
                database("shop:wrong-sesame"));
    }

    @Test
    void aUserWithoutTheRightsIsToldWhichItNeeds() throws Exception {
        refused(
                "the user reader needs CREATEROLE and must own the database",
                "--only",
                "crm",
                "--db",
                database("reader:sesame"));
    }

    @Test
    void rolesThatAnotherStackMadeThereAreNotTakenOver() throws Exception {
        String[] arguments = {"--only", "crm", "--db", database(OWNER)};
        try (RunningStack _ =
                RunningStack.start(checkout, directory.resolve("with-database"), arguments)
                        .awaitReady()) {
            refused("the role crm_owner exists at ", arguments);
        }
    }

    @Test
    void aRedisOfSomebodyElsesIsUsed() throws Exception {
        String uri = "redis://" + company.where("redis");
        try (RunningStack stack =
                RunningStack.start(
                                checkout,
                                directory.resolve("with-redis"),
                                "--only",
                                "gateway,redis",
                                "--redis",
                                uri)
                        .awaitReady()) {
            assertThat(stack.where("redis")).isEqualTo(company.where("redis"));
            assertThat(stack.output()).contains(" (given)");
            assertThat(stack.part("redis")).isEmpty();
        }
    }

    @Test
    void aRedisThatDoesNotAnswerIsNamed() throws Exception {
        refused(
                "no Redis responds at 127.0.0.1:1 (--redis)",
                "--only",
                "gateway",
                "--redis",
                "redis://:sesame@127.0.0.1:1");
    }

    /** It fails before anything serves, says the one thing, and shows no password. */
    private void refused(String message, String... arguments) throws Exception {
        try (RunningStack stack =
                RunningStack.start(checkout, directory.resolve("refused"), arguments)) {
            assertThat(stack.awaitExit()).as(stack.output()).isEqualTo(INVALID);
            assertThat(stack.output())
                    .contains("xynergy: ", message)
                    .doesNotContain("sesame", "ready in", "Exception", "\tat ");
            assertThat(stack.processes()).isEmpty();
        }
    }

    @Test
    void cleanBeginsWithNothingAndKeepsThePrograms() throws Exception {
        Path data = directory.resolve("cleaned");
        try (RunningStack first = RunningStack.start(checkout, data).awaitReady()) {
            String token = first.token("ann", "acme");
            assertThat(first.post(CONTACTS, token, "{\"name\":\"Gone\"}").statusCode())
                    .isEqualTo(201);
            assertThat(first.controlC()).as(first.output()).isEqualTo(OK);
        }
        try (RunningStack second = RunningStack.start(checkout, data, "--clean").awaitReady()) {
            assertThat(second.output())
                    .contains("removed the data in ", "making a new database")
                    .doesNotContain("unpacking");
            String token = second.token("ann", "acme");
            assertThat(second.get(CONTACTS, token).body()).contains("\"items\":[]");
        }
    }
}

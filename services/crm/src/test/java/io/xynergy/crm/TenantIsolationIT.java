package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two tenants never see each other, neither through the API nor in the database. */
class TenantIsolationIT {

    private static RunningCrm crm;
    private static String mine;
    private static String theirs;

    @BeforeAll
    static void start() throws Exception {
        crm = RunningCrm.start();
        mine = crm.create("mine", "{\"name\":\"Mine\",\"email\":\"a@x.org\"}");
        theirs = crm.create("theirs", "{\"name\":\"Theirs\",\"email\":\"b@x.org\"}");
        crm.create("theirs", "{\"name\":\"Theirs too\",\"email\":\"c@x.org\"}");
        HttpRequest.Builder request =
                crm.request("theirs", "/contacts").header("Idempotency-Key", "their-key");
        crm.send(RunningCrm.json(request, "POST", "{\"name\":\"Keyed\",\"email\":\"d@x.org\"}"));
        HttpRequest.Builder rule = crm.request("theirs", "/settings", "admin");
        crm.send(RunningCrm.json(rule, "PUT", "{\"uniqueEmail\":true}"));
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    @Test
    void anIdOfAnotherTenantDoesNotExist() throws Exception {
        String path = "/contacts/" + theirs;
        List<Reply> replies =
                List.of(
                        crm.get("mine", path),
                        crm.put("mine", path, "{\"name\":\"x\"}"),
                        crm.patch("mine", path, "{\"name\":\"x\"}"),
                        crm.delete("mine", path));
        Reply nobodys = crm.get("mine", "/contacts/" + UUID.randomUUID());
        assertThat(replies)
                .allSatisfy(reply -> {
                    assertThat(reply.status()).isEqualTo(404);
                    assertThat(reply.json().at("/error/message"))
                            .isEqualTo(nobodys.json().at("/error/message"));
                });
        assertThat(crm.get("theirs", path).json().get("name").asText()).isEqualTo("Theirs");
    }

    @Test
    void aCursorOfAnotherTenantIsRefused() throws Exception {
        String cursor = crm.get("theirs", "/contacts?limit=1").nextCursor();
        Reply reply = crm.get("mine", "/contacts?limit=1&cursor=" + cursor);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fields()).containsExactly("cursor");
    }

    @Test
    void aKeyOfAnotherTenantGivesNothingAway() throws Exception {
        HttpRequest.Builder request =
                crm.request("third", "/contacts").header("Idempotency-Key", "their-key");
        Reply reply =
                crm.send(
                        RunningCrm.json(
                                request, "POST", "{\"name\":\"Keyed\",\"email\":\"d@x.org\"}"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().get("tenantId").asText()).isEqualTo("third");
    }

    @Test
    void tenantsOfStrangeNamesAreTenantsOfTheirOwn() throws Exception {
        String[] names = {
            "mine%27%20or%20true--", "MINE", "mine%20", "%25", "mine%2C%20theirs", "%C3%BC", "null"
        };
        for (String name : names) {
            assertThat(crm.get(name, "/contacts").items("id")).as(name).isEmpty();
            String id = crm.create(name, "{\"name\":\"own\"}");
            assertThat(crm.get(name, "/contacts?q=own").items("id")).containsExactly(id);
        }
        assertThat(crm.get("mine", "/contacts").items("id")).containsExactly(mine);
    }

    @Test
    void everyTableForcesRowLevelSecurity() throws Exception {
        List<String> open =
                adminRows(
                        """
                        select relname from pg_class c where relnamespace = 'crm'::regnamespace
                            and relkind in ('r', 'p', 'm', 'f')
                            and not (relrowsecurity and relforcerowsecurity)
                            and (has_table_privilege('%1$s', c.oid, 'select')
                                or has_table_privilege('%1$s', c.oid, 'insert')
                                or has_table_privilege('%1$s', c.oid, 'update')
                                or has_table_privilege('%1$s', c.oid, 'delete'))
                        """);
        assertThat(open).isEmpty();
        assertThat(
                        adminRows(
                                """
                                select relname from pg_class where relkind in ('v', 'm')
                                    and relnamespace = 'crm'::regnamespace
                                """))
                .as("views, which see what their owner sees")
                .isEmpty();
    }

    @Test
    void everyPolicyOfTheServingRoleHoldsOnToTheTenant() throws Exception {
        List<String> policies =
                adminRows(
                        """
                        select tablename || ' ' || cmd || ' ' || qual from pg_policies
                        where schemaname = 'crm' and roles && array['public', '%1$s']::name[]
                        order by 1
                        """);
        String tenant =
                " ALL (tenant_id = NULLIF(current_setting('app.tenant'::text, true), ''::text))";
        assertThat(policies)
                .containsExactly(
                        "answer" + tenant,
                        "contact" + tenant,
                        "cursor_key SELECT true",
                        "email_claim" + tenant,
                        "name_word" + tenant,
                        "tenant_settings" + tenant);
    }

    @Test
    void theServingRoleOwnsNothingAndCannotBecomeMore() throws Exception {
        assertThat(
                        adminRows(
                                """
                                select rolname from pg_roles where rolname = '%1$s'
                                    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
                                """))
                .isEmpty();
        assertThat(adminRows("select relname from pg_class where relowner = '%1$s'::regrole"))
                .isEmpty();
        assertThat(
                        adminRows(
                                "select roleid::regrole::text from pg_auth_members where member = '%1$s'::regrole"))
                .isEmpty();
        assertThat(
                        adminRows(
                                "select rolname from pg_roles where rolname = '%1$s_functions' and (rolcanlogin or rolbypassrls or rolsuper)"))
                .isEmpty();
        assertThat(
                        adminRows(
                                """
                                select proname || ' ' || prosecdef from pg_proc
                                where proowner = '%1$s_functions'::regrole order by 1
                                """))
                .containsExactly(
                        "forget_answers true", "similar_contacts true", "words_like false");
    }

    @Test
    void theDatabaseItselfKeepsTenantsApart() throws Exception {
        try (Connection connection = crm.postgres().connectAsUser();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table :
                    List.of("contact", "name_word", "answer", "tenant_settings", "email_claim")) {
                assertThat(rows(sql, "select 1 from crm." + table)).as(table).isEmpty();
                sql.execute("select set_config('app.tenant', 'theirs', true)");
                assertThat(rows(sql, "select 1 from crm." + table)).as(table).isNotEmpty();
                sql.execute("select set_config('app.tenant', 'mine', true)");
                assertThat(rows(sql, "select 1 from crm." + table + " where tenant_id <> 'mine'"))
                        .as(table)
                        .isEmpty();
                connection.rollback();
            }
            sql.execute("select set_config('app.tenant', 'mine', true)");
            assertThat(
                            sql.executeUpdate(
                                    "update crm.contact set name = 'x' where id = '"
                                            + theirs
                                            + "'"))
                    .isZero();
            assertThat(sql.executeUpdate("delete from crm.contact where id = '" + theirs + "'"))
                    .isZero();
            assertThatThrownBy(
                            () -> sql.executeUpdate("update crm.contact set tenant_id = 'theirs'"))
                    .hasMessageContaining("row-level security");
            connection.rollback();
        }
    }

    @Test
    void theFunctionsThatSeeMoreGiveNoMore() throws Exception {
        String search =
                "select id from crm.similar_contacts('theirs', 0.1, 100, null, null, null, null)";
        try (Connection connection = crm.postgres().connectAsUser();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThat(rows(sql, search)).isEmpty();
            sql.execute("select set_config('app.tenant', 'mine', true)");
            assertThat(rows(sql, search)).isEmpty();
            sql.execute("select set_config('app.tenant', 'theirs', true)");
            assertThat(rows(sql, search)).hasSize(2);
            assertThat(rows(sql, "select crm.forget_answers(1000)")).containsExactly("0");
            assertThatThrownBy(
                            () -> sql.execute("set role " + crm.postgres().user() + "_functions"))
                    .hasMessageContaining("permission denied");
            connection.rollback();
            assertThatThrownBy(() -> sql.execute("select * from crm.flyway_schema_history"))
                    .hasMessageContaining("permission denied");
            connection.rollback();
            assertThatThrownBy(() -> sql.execute("delete from crm.cursor_key"))
                    .hasMessageContaining("permission denied");
        }
    }

    /** The owner, too: a slip in a migration must not see or change the rows of all tenants. */
    @Test
    void notEvenTheOwnerSeesRowsOfATenantThatItDidNotName() throws Exception {
        try (Connection connection = crm.postgres().connectAsOwner();
                Statement sql = connection.createStatement()) {
            for (String table :
                    List.of("contact", "name_word", "answer", "tenant_settings", "email_claim")) {
                assertThat(rows(sql, "select 1 from crm." + table)).as(table).isEmpty();
            }
        }
    }

    private static List<String> adminRows(String query) throws SQLException {
        try (Connection connection = crm.postgres().connectAsAdmin();
                Statement sql = connection.createStatement()) {
            return rows(sql, query.formatted(crm.postgres().user()));
        }
    }

    private static List<String> rows(Statement sql, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = sql.executeQuery(query)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}

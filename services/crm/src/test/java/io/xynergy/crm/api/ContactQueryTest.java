package io.xynergy.crm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.crm.input.Problems;
import io.xynergy.crm.store.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ContactQueryTest {

    private static ContactQuery query(String raw) {
        var problems = new Problems();
        ContactQuery query = ContactQuery.read(raw, problems);
        problems.check();
        return query;
    }

    @Test
    void theDescriptionHasAllParametersInTheirOrder() {
        Map<?, ?> document =
                (Map<?, ?>)
                        new Load(LoadSettings.builder().build())
                                .loadFromInputStream(
                                        ContactQuery.class.getResourceAsStream("/openapi.yaml"));
        List<Object> described = new ArrayList<>();
        List<?> sorts = List.of();
        for (Object parameter : (List<?>) at(document, "paths", "/contacts", "get", "parameters")) {
            described.add(at(parameter, "name"));
            if (at(parameter, "name").equals("sort")) {
                sorts = (List<?>) at(parameter, "schema", "enum");
            }
        }
        assertThat(described).isEqualTo(ContactQuery.PARAMETERS);
        assertThat(sorts).isEqualTo(Sort.texts());
    }

    private static Object at(Object node, String... path) {
        Object found = node;
        for (String name : path) {
            Object next = ((Map<?, ?>) found).get(name);
            assertThat(next).as(name).isNotNull();
            found = next == null ? found : next;
        }
        return found;
    }

    @Test
    void whatIsLeftOutHasADefault() {
        ContactQuery query = query("");
        assertThat(query.limit()).isEqualTo(50);
        assertThat(query.sort()).isEqualTo(Sort.CREATED_LAST_FIRST);
        assertThat(query.text()).isNull();
    }

    @Test
    void twoQueriesNeverHaveOneIdentity() {
        List<String> identities = new ArrayList<>();
        for (String raw :
                new String[] {
                    "",
                    "status=a",
                    "type=a",
                    "source=a",
                    "status=a&type=b",
                    "status=b&type=a",
                    "status=null",
                    "status=a%3A1:b",
                    "q=a",
                    "name=a",
                    "email=a",
                    "sort=name",
                    "updatedSince=2026-01-01T00:00:00Z"
                }) {
            identities.add(query(raw).identity("acme"));
            identities.add(query(raw).identity("acm"));
        }
        assertThat(identities).doesNotHaveDuplicates();
    }

    @Test
    void theSizeOfAPageIsNoPartOfTheIdentity() {
        assertThat(query("limit=1&type=a&status=b").identity("acme"))
                .isEqualTo(query("status=b&type=a&limit=2").identity("acme"));
    }
}

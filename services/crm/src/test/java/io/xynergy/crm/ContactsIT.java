package io.xynergy.crm;

import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContactsIT {

    private static RunningCrm crm;

    @BeforeAll
    static void start() {
        crm = new RunningCrm();
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    @Test
    void aContactThatWasMadeCanBeReadByItsTenantOnly() throws Exception {
        HttpResponse<String> made =
                crm.send(
                        crm.request("acme", "/contacts")
                                .header("Content-Type", "application/json")
                                .POST(
                                        ofString(
                                                "{\"name\":\"Ann Smith\",\"email\":\"ann@x.org\"}")));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElseThrow();
        assertThat(crm.send(crm.request("acme", "/" + location)).body()).isEqualTo(made.body());
        assertThat(crm.send(crm.request("acme", "/contacts")).body()).contains(made.body());
        assertThat(crm.send(crm.request("rival", "/" + location)).statusCode()).isEqualTo(404);
        assertThat(crm.send(crm.request("rival", "/contacts")).body()).contains("\"items\":[]");
    }
}

package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalEndpointsTest {

    private final Set<String> serving = new HashSet<>();
    private LocalEndpoints endpoints;

    @BeforeEach
    void prepare() throws StackException {
        Plan plan =
                Plan.of(
                        PlanTest.services(
                                """
                                - {name: crm, run: {image: "crm:1"}}
                                - {name: audit, run: {image: "audit:1"}}
                                - {name: billing, url: "http://billing.example.com"}
                                """),
                        new Plan.Wish(Set.of(), false, false));
        var ports = new Ports(Map.of(Ports.Use.CRM, 7000));
        endpoints = new LocalEndpoints(plan, ports, serving::contains);
    }

    @Test
    void aServiceOfThisMachineIsAtItsPortWhileItServes() {
        assertThat(endpoints.of("crm")).contains(List.of());
        serving.add("crm");
        assertThat(endpoints.of("crm"))
                .contains(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000)));
    }

    @Test
    void aServiceThatDoesNotRunHereIsNowhere() {
        assertThat(endpoints.of("audit")).contains(List.of());
    }

    @Test
    void allOthersAreWhereTheirUrlSays() {
        assertThat(endpoints.of("billing")).isEmpty();
    }
}

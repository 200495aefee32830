package io.xynergy.kit.admin;

import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meters;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A process with an admin listener that takes and frees all its descriptors on command. */
final class DescriptorHogMain {

    private DescriptorHogMain() {}

    public static void main(String[] arguments) throws IOException {
        var health = new HealthChecks().addLive("self", CheckResult::up);
        AdminListener listener =
                AdminListener.start(
                        AdminSettings.defaults().at("127.0.0.1", 0),
                        AdminRoutes.standard(health, new Meters(), List.of()),
                        new ErrorBodies(InstantSource.system()));
        System.out.println(listener.port());
        System.in.read();
        List<Closeable> hogged = hog();
        System.out.println("full");
        System.in.read();
        for (Closeable one : hogged) {
            one.close();
        }
        System.out.println("free");
        System.in.read();
        System.exit(0);
    }

    private static List<Closeable> hog() {
        var hogged = new ArrayList<Closeable>();
        try {
            while (true) {
                hogged.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException _) {
            return hogged;
        }
    }
}

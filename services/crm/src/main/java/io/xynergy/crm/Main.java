package io.xynergy.crm;

import io.xynergy.kit.service.ServiceProcess;

/** The CRM's process. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        ServiceProcess.run("crm", CrmSettings.class, CrmService::make);
    }
}

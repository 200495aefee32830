package io.xynergy.crm.store;

import io.xynergy.crm.contact.ContactData;
import java.util.UUID;

/** A contact that is to be stored. */
public record NewContact(UUID id, ContactData data) {}

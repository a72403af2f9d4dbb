// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TenantsTest {
  private final Tenants tenants = new Tenants();

  @Test
  void theLastToLeaveIsWaitedForAndNobodyEntersMeanwhile() {
    assertThat(tenants.enter()).isTrue();
    assertThat(tenants.enter()).isTrue();
    CompletableFuture<Void> left = tenants.retire();
    assertThat(tenants.enter()).isFalse();
    tenants.leave();
    assertThat(left).isNotDone();
    tenants.leave();
    assertThat(left).isDone();
  }

  @Test
  void whereNobodyIsNobodyIsWaitedFor() {
    tenants.enter();
    tenants.leave();
    assertThat(tenants.retire()).isDone();
  }
}

package burrow.tests.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The order of the house (docs/architecture.md): a module uses only what stands below it. */
class HouseTest {
  /** Packages from the ground floor up, each with those of lower floors that it may not use. */
  private static final List<Floor> FLOORS =
      List.of(
          new Floor("burrow.machine.."),
          new Floor("burrow.translator.."),
          new Floor("burrow.loader..", "burrow.translator.."),
          new Floor("burrow.oracle..", "burrow.translator..", "burrow.loader.."),
          new Floor("burrow.cpu.x86_64..", "burrow.loader..", "burrow.oracle.."),
          new Floor(
              "burrow.cpu.aarch64..", "burrow.loader..", "burrow.oracle..", "burrow.cpu.x86_64.."),
          new Floor(
              "burrow.cpu.riscv64..",
              "burrow.loader..",
              "burrow.oracle..",
              "burrow.cpu.x86_64..",
              "burrow.cpu.aarch64.."),
          new Floor(
              "burrow.kernel..",
              "burrow.translator..",
              "burrow.loader..",
              "burrow.oracle..",
              "burrow.cpu.."),
          new Floor("burrow.linux..", "burrow.loader..", "burrow.oracle.."),
          new Floor("burrow.darwin..", "burrow.linux..", "burrow.loader..", "burrow.oracle.."),
          new Floor(
              "burrow.windows..",
              "burrow.loader..",
              "burrow.oracle..",
              "burrow.linux..",
              "burrow.darwin.."),
          new Floor(
              "burrow.wasm..",
              "burrow.translator..",
              "burrow.oracle..",
              "burrow.cpu..",
              "burrow.linux..",
              "burrow.darwin..",
              "burrow.windows.."),
          new Floor("burrow.cli..", "burrow.oracle.."));

  @SuppressWarnings("ArrayRecordComponent")
  private record Floor(String name, String... forbidden) {}

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("burrow");

  @TestFactory
  Stream<DynamicTest> floors() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < FLOORS.size(); i++) {
      Floor floor = FLOORS.get(i);
      List<String> forbidden = new ArrayList<>(List.of(floor.forbidden()));
      FLOORS.subList(i + 1, FLOORS.size()).forEach(f -> forbidden.add(f.name()));
      if (!forbidden.isEmpty()) {
        tests.add(DynamicTest.dynamicTest(floor.name(), () -> check(floor.name(), forbidden)));
      }
    }
    return tests.stream();
  }

  private static void check(String floor, List<String> forbidden) {
    noClasses()
        .that()
        .resideInAPackage(floor)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(new String[0]))
        .check(CLASSES);
  }

  @Test
  void onlyHostMemoryNamesUnsafe() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("burrow.machine.HostMemory")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("Unsafe")
        .check(CLASSES);
  }
}

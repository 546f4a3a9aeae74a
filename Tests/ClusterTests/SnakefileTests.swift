import Foundation
import Report
import Testing

@testable import Cluster

@Suite struct SnakefileTests {
    private func text(_ place: Place, container: String? = nil) throws -> String {
        Snakefile(
            try place.session().missingWork(), past: PastWork(place.session().store), report: "report.md",
            arguments: ["-p", "toys=3"], store: "my store", engine: "/opt/fiducial", page: "report.html",
            unknown: Limits(seconds: 7200, memory: 2_000_000_000, threads: 2),
            container: container
        ).text
    }

    @Test func inAContainerEveryRuleHasItsImage() throws {
        let text = try text(Place(), container: "example.org/fiducial:1.0")
        let lines = text.components(separatedBy: "\n")
        let rules = lines.count { $0.hasPrefix("rule ") || $0.hasPrefix("checkpoint ") }
        #expect(lines.count { $0 == "    container: \"docker://example.org/fiducial:1.0\"" } == rules)
        #expect(!text.contains("localrule") && lines.contains("        kubernetes_memory_limit=\"1907Mi\","))
        #expect(lines.contains("        kubernetes_job_timeout=7200,") && lines.contains("    retries: 3"))
        #expect(try !self.text(Place()).contains("kubernetes"))
    }

    @Test func everyCellAndEveryGroupHasItsRules() async throws {
        let place = try Place()
        let text = try text(place)
        for line in [
            "READ = \"report.md -p toys=3 --store 'my store'\"", "checkpoint jobs_toys_Windows:",
            "    input: [REPORT, \"done/first\", \"done/second\"]", "checkpoint jobs_toys_Toys:",
            "    input: [REPORT, \"done/toys.windows\"]", "rule work_toys_Toys:",
            "    output: \"results/toys.toys/{task}.bundle\"",
            "        runtime=lambda wildcards, attempt: 120 * attempt,",
            "        mem_mb=lambda wildcards, attempt: 2000 * attempt,",
            "        htcondor_request_mem_mb=lambda wildcards, attempt: 2000 * attempt,",
            "        allowed_job_duration=lambda wildcards, attempt: 7200 * attempt,",
            "rule cell_toys:", "    input: [REPORT, \"done/toys.toys\"]", "rule work_second:",
            "    shell: f\"{FIDUCIAL} compute {READ} second --quiet\"",
            "    input: [REPORT, \"done/first\", \"done/second\", \"done/elsewhere\", \"done/toys\"]",
        ] {
            #expect(text.components(separatedBy: "\n").contains(line), "\(line)")
        }
        // The same once everything is computed: the rules do not follow from what is missing.
        _ = await place.session().compute()
        let later = try self.text(place)
        #expect(
            later.components(separatedBy: "\n").filter { $0.hasPrefix("rule") || $0.hasPrefix("checkpoint") }
                == text.components(separatedBy: "\n").filter { $0.hasPrefix("rule") || $0.hasPrefix("checkpoint") })
    }

    @Test func namesOfFilesStayWhole() throws {
        let place = try Place()
        let text = Snakefile(
            try place.session().missingWork(), past: PastWork(place.session().store), report: "it's my report.md",
            arguments: ["-p", "cut={a}"], store: "my {store}", engine: "'/opt/my {programs}/fiducial'",
            page: "my page.html",
            unknown: Limits(seconds: 7200, memory: 2_000_000_000, threads: 1)
        ).text
        let lines = text.components(separatedBy: "\n")
        // Snakemake takes a brace of a command for the name of a value, and quotes what it puts there if asked.
        for line in [
            #"READ = "'it'\\''s my report.md' -p 'cut={{a}}' --store 'my {{store}}'""#, "STORE = \"'my {{store}}'\"",
            "FIDUCIAL = \"'/opt/my {{programs}}/fiducial'\"",
            "    shell: f\"{FIDUCIAL} render {READ} --quiet -o {{output:q}}\"",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(Snakefile.hasWildcards("a{b}.md") && !Snakefile.hasWildcards("a (b).md"))
    }

    /// Snakemake refuses two rules of one name: the toys of 'toys' and the cell 'toys-toys'.
    @Test func everyRuleHasANameOfItsOwn() throws {
        let text = try text(Place(Place.text + "```{number} toys-toys\nof: [first]\n```\n"))
        let rules = text.split(separator: "\n").filter { $0.hasPrefix("rule ") || $0.hasPrefix("checkpoint ") }
        #expect(rules.count > 10 && Set(rules).count == rules.count)
    }
}

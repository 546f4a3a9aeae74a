import Foundation
import Report

/// The jobs of a report as rules of Snakemake: a rule for each cell and for each group of its parts. Snakemake's
/// executors run them, here or on a cluster, and `fiducial store import` adds the results to the store.
///
/// The parts of a cell are known once the results of the cells that it uses exist; Snakemake calls such a rule a
/// checkpoint.
package struct Snakefile: Sendable {
    package let text: String
    /// What such a file begins with.
    private static let mark = "# Written by fiducial export-snakefile"

    /// Whether a Snakefile may be written there although the user did not choose the name: the file does not exist, or
    /// was written before by this command.
    package static func mayReplace(_ file: URL) -> Bool {
        guard let data = FileManager.default.contents(atPath: file.path), !data.isEmpty else { return true }
        return data.starts(with: Data(mark.utf8))
    }

    /// Whether Snakemake would take a part of a file's name for a wildcard.
    package static func hasWildcards(_ path: String) -> Bool { path.contains { $0 == "{" || $0 == "}" } }

    /// - Parameters:
    ///   - work: the missing work of a report.
    ///   - past: earlier work, for resources.
    ///   - report: the report's name in commands.
    ///   - arguments: further arguments of every command that reads the report: `-p events=500`.
    ///   - store: the folder of results.
    ///   - engine: the command of the program for a shell.
    ///   - page: the file of the page.
    ///   - container: an image that holds the program, in which every rule runs, as on REANA; nil for no container.
    package init(
        _ work: MissingWork, past: PastWork, report: String, arguments: [String], store: String, engine: String,
        page: String, unknown: Limits, container: String? = nil
    ) {
        // Where rules run in containers, the machine that reads the Snakefile has no such program.
        let here = container.map { "container: \(Self.python("docker://\($0)"))" } ?? "localrule: True"
        var rules: [String] = []
        let list = JobList(work, past: past)
        let idle = Set(work.idle)
        let cells = work.cells.filter { !idle.contains($0.label) }
        for cell in cells {
            let uses = cell.uses.map { "\"done/\($0)\"" }
            let word = cell.label.replacingOccurrences(of: "-", with: "_")
            var last: [String] = uses
            if !cell.isQuick {
                for group in cell.groups.isEmpty ? [nil] : cell.groups.map(Optional.some) {
                    let name = cell.label + (group.map { ".\($0)" } ?? "")
                    // Labels have no capitals: 'fit-members' is another rule than the members of 'fit'.
                    let ident =
                        word + (group.map { "_\($0.replacingOccurrences(of: "-", with: "_").capitalized)" } ?? "")
                    let some = list.entries.filter { $0.item.label == cell.label && $0.item.group == group }
                    let cost =
                        some.compactMap(\.cost).max { $0.seconds < $1.seconds }
                        ?? past.cost(of: cell.verb, group: group, options: .null)
                    rules.append(
                        Self.rules(
                            name, ident, here: here, container: container, cell: cell.label, group: group, after: last,
                            limits: LimitRule(unknown: unknown, longest: .infinity, mostMemory: .max).limits(
                                cost.map { PastWork.Cost(seconds: max(600, $0.seconds), memory: $0.memory) })))
                    last = ["\"done/\(name)\""]
                    if group == nil { last = ["\"taken/\(cell.label)\""] }
                }
            }
            rules.append(
                """
                # Here: \(cell.isQuick ? "it is quick" : "what has come is put together").
                rule cell_\(word):
                    input: [\((["REPORT"] + last).joined(separator: ", "))]
                    output: touch("done/\(cell.label)")
                    \(here)
                    shell: f"{FIDUCIAL} compute {READ} \(cell.label) --quiet"

                """)
        }
        let quoted = Self.python
        text = """
            \(Self.mark). To run it, also on a cluster:
            #   snakemake --cores 8
            #   snakemake --executor slurm --jobs 200 --default-resources slurm_partition=short
            #   snakemake --executor htcondor --jobs 200
            FIDUCIAL = \(quoted(Self.command(engine)))
            REPORT = \(quoted(report))
            READ = \(quoted(Self.command(([Shell.quoted(report)] + arguments.map(Shell.quoted) + ["--store", Shell.quoted(store)]).joined(separator: " "))))
            STORE = \(quoted(Self.command(Shell.quoted(store))))
            PAGE = \(quoted(page))


            def tasks(checkpoint, name):
                \"\"\"The results of all tasks, once it is known how many there are.\"\"\"
                with open(checkpoint.get().output.number) as file:
                    return [f"results/{name}/{task}.bundle" for task in range(int(file.read()))]


            rule page:
                input: [\((["REPORT"] + cells.map { "\"done/\($0.label)\"" }).joined(separator: ", "))]
                output: PAGE
                \(here)
                default_target: True
                shell: f"{FIDUCIAL} render {READ} --quiet -o {{output:q}}"

            \(rules.joined(separator: "\n"))
            """
    }

    private static func rules(
        _ name: String, _ ident: String, here: String, container: String?, cell: String, group: String?,
        after: [String], limits: Limits
    ) -> String {
        // REANA reads these, and no functions of the attempt.
        let reana = """
                    kubernetes_memory_limit="\(max(1, limits.memory / (1 << 20)))Mi",
                    kubernetes_job_timeout=\(Int(limits.seconds.rounded(.up))),

            """
        let marker = group == nil ? "taken/\(cell)" : "done/\(name)"
        return """
            checkpoint jobs_\(ident):
                input: [\((["REPORT"] + after).joined(separator: ", "))]
                output: bundle="bundles/\(name).bundle", number="bundles/\(name).count"
                \(here)
                shell: f"{FIDUCIAL} jobs {READ} --cell \(cell)\(group.map { " --group \($0)" } ?? "") --threads \(limits.threads) --bundle {{output.bundle}} > {{output.number}}"

            rule work_\(ident):
                input: "bundles/\(name).bundle"
                output: "results/\(name)/{task}.bundle"
                threads: \(limits.threads)
            \(container == nil ? "" : "    \(here)\n")    resources:
                    runtime=lambda wildcards, attempt: \(Int((limits.seconds / 60).rounded(.up))) * attempt,
                    mem_mb=lambda wildcards, attempt: \(limits.memory / 1_000_000) * attempt,
                    # HTCondor's executor reads neither of these; in seconds.
                    htcondor_request_mem_mb=lambda wildcards, attempt: \(limits.memory / 1_000_000) * attempt,
                    allowed_job_duration=lambda wildcards, attempt: \(Int((limits.seconds / 60).rounded(.up)) * 60) * attempt,
            \(container == nil ? "" : reana)    retries: 3
                # Snakemake removes the output of what fails; what a stopped task has done is to stay.
                shell: f"mkdir -p partial/\(name) && {FIDUCIAL} work {{input}} --task {{wildcards.task}} -o partial/\(name)/{{wildcards.task}}.bundle && mv partial/\(name)/{{wildcards.task}}.bundle {{output}}"

            rule take_\(ident):
                input: lambda wildcards: tasks(checkpoints.jobs_\(ident), "\(name)")
                output: touch("\(marker)")
                \(here)
                shell: f"mkdir -p results/\(name) && {FIDUCIAL} store import results/\(name) --store {STORE}"

            """
    }

    /// A part of a command, in which Snakemake takes braces for names.
    private static func command(_ text: String) -> String {
        text.replacingOccurrences(of: "{", with: "{{").replacingOccurrences(of: "}", with: "}}")
    }

    /// A text of Python.
    private static func python(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }
}

import Foundation

/// What a comparison measured for one kind of work.
struct PeerRow: Encodable {
    let name: String
    let peer: String
    /// A step, an event, or all of the work; one value a round.
    let seconds: Timing
    /// The peer's time over that of this project in the same round.
    let ratio: Timing
}

/// Other programs that do the same work: `peer_torch.py` and `peer_jax.py` beside this file.
struct Peer {
    let name: String
    let script: String
    let python: String
    let threads: Int

    /// Those that can run here.
    ///
    /// - Parameter python: nil for that of a virtual environment in the folder, or the system's.
    static func available(threads: Int, python: String?) -> [Peer] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let python =
            python
            ?? (FileManager.default.fileExists(atPath: ".venv/bin/python") ? ".venv/bin/python" : "python3")
        return [("torch", "import torch, zuko"), ("jax", "import jax, optax")].compactMap { name, imports in
            let peer = Peer(
                name: name, script: folder.appendingPathComponent("peer_\(name).py").path, python: python,
                threads: threads)
            guard FileManager.default.fileExists(atPath: peer.script) else { return nil }
            if (try? peer.run(["-c", imports])) != nil { return peer }
            print("\(name) is not installed for \(python): its comparison is left out")
            return nil
        }
    }

    /// Seconds by kind of work.
    func measure(_ names: [String], repeats: Int, least: Double) throws -> [String: Double] {
        let output = try run([
            script, "--threads", "\(threads)", "--repeats", "\(repeats)", "--least", "\(least)", "--clock",
            Timing.clock.rawValue, "--only", names.joined(separator: ","),
        ])
        return try JSONDecoder().decode([String: Double].self, from: output)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python] + arguments
        let output = Pipe()
        process.standardOutput = output
        if arguments[0] == "-c" { process.standardError = FileHandle.nullDevice }
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(name)'s comparison ended with status \(process.terminationStatus)")
        }
        return data
    }
}

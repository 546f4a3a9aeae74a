import Files
import Foundation

/// The program for nodes: its place there, or a copy with its libraries.
package struct Engine: Sendable, Hashable {
    /// The command for a shell, quoted.
    package let command: String
    /// A folder that must be copied to the node; nil if the program exists there.
    package let folder: URL?

    /// The program at a path that exists on nodes.
    package init(at path: String) {
        command = Shell.quoted(path)
        folder = nil
    }

    /// Copies the program and all its libraries, except the system's C library, into a folder.
    ///
    /// - Parameters:
    ///   - program: the program on this machine.
    ///   - parent: the parent of the folder, which is named after the digest of the program and made once.
    /// - Throws: `FileError`.
    package init(of program: URL, copiedInto parent: URL) throws {
        let digest = try RandomAccessFile(reading: program).digest()
        let folder = parent.appendingPathComponent("engine-\(digest.prefix(12))", isDirectory: true)
        if !FileManager.default.fileExists(atPath: folder.path) {
            let temporary = parent.appendingPathComponent(FileSystem.unique, isDirectory: true)
            try FileSystem.createFolder(temporary.appendingPathComponent("lib"))
            try FileManager.default.copyItem(at: program, to: temporary.appendingPathComponent("fiducial"))
            for library in try Self.libraries(of: program) {
                let name = URL(fileURLWithPath: library).lastPathComponent
                try FileManager.default.copyItem(
                    at: URL(fileURLWithPath: library).resolvingSymlinksInPath(),
                    to: temporary.appendingPathComponent("lib/\(name)"))
            }
            do {
                try FileSystem.rename(temporary, to: folder)
            } catch {
                // Someone else was quicker.
                try? FileManager.default.removeItem(at: temporary)
                guard FileManager.default.fileExists(atPath: folder.path) else { throw error }
            }
        }
        command =
            "env LD_LIBRARY_PATH=\(Shell.quoted(folder.path + "/lib")) \(Shell.quoted(folder.path + "/fiducial"))"
        self.folder = folder
    }

    /// The libraries of a program according to `ldd`, without the C library, which belongs to the system's kernel and
    /// its name service.
    static func libraries(of program: URL) throws -> [String] {
        let listed = try Command.run(["ldd", program.path], timeout: 30)
        let system = [
            "libc.so", "libm.so", "libdl.so", "libpthread.so", "librt.so", "libresolv.so", "libutil.so", "ld-linux",
        ]
        return listed.output.split(separator: "\n").compactMap { line in
            guard let arrow = line.range(of: " => /") else { return nil }
            let path = String(line[line.index(before: arrow.upperBound)...].prefix { $0 != " " })
            let name = URL(fileURLWithPath: path).lastPathComponent
            return system.contains { name.hasPrefix($0) } ? nil : path
        }
    }
}

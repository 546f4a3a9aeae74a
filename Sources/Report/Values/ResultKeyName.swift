/// How a property of a result is called in reports: `meanError` becomes `mean-error`, `covered95` becomes `covered-95`.
///
/// A hyphen stands before every capital letter, which becomes a small one, and before a number that follows a word of
/// two letters or more, so that `x0` stays as it is.
enum ResultKeyName {
    static func hyphenated(_ property: String) -> String {
        var name = ""
        var word = 0
        for character in property {
            if character.isUppercase {
                if !name.isEmpty { name.append("-") }
                name += character.lowercased()
                word = 1
            } else if character.isNumber {
                if word > 1 { name.append("-") }
                name.append(character)
                word = 0
            } else {
                name.append(character)
                word = character.isLetter ? word + 1 : 0
            }
        }
        return name
    }
}

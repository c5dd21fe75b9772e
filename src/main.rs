//! The program: hands arguments and surroundings to the library, exits with its code.

fn main() {}

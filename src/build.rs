//! A changed migration or text must rebuild what embeds it.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=src/i18n");
    println!("cargo:rerun-if-changed=static");
}

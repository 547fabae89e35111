from backstay.cli import main

main()

"""What codes and facts say in English, a table a kind of case.

Other languages are translations of these sentences: `activities/messages/templates`.
"""
